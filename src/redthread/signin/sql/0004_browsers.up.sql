-- A browser in which the person of an account has shown that the mailbox is theirs; elsewhere a code is sent anew.
create table access.known_browser (
    token_hash bytea primary key,
    actor_id bigint not null references access.actor,
    added_at timestamptz not null,
    expires_at timestamptz not null
);
create index known_browser_actor on access.known_browser (actor_id);
grant select, insert, delete on access.known_browser to rt_signin;
