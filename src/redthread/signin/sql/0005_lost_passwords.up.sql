-- Somebody outside lost their password: a link to the mailbox that they sign in with, bound to that name and to the password of then.
create table access.lost_password (
    token_hash bytea primary key,
    door text not null check (door in ('partner', 'family')),
    actor_id bigint not null references access.actor,
    name text not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index lost_password_actor on access.lost_password (actor_id);
grant select, insert, update, delete on access.lost_password to rt_signin;
