-- What people know and hold. Only the sign-in role reads these tables.
create table access.credential (
    id bigint generated always as identity primary key,
    actor_id bigint not null references access.actor,
    kind text not null check (kind in ('pin', 'password', 'totp', 'passkey', 'recovery', 'card')),
    secret text not null,
    label text not null default '',
    counter bigint not null default 0,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    must_change boolean not null default false
);
create unique index credential_one_of_a_kind on access.credential (actor_id, kind) where kind in ('pin', 'password', 'totp', 'card');
create unique index credential_card on access.credential (secret) where kind = 'card';
create index credential_actor on access.credential (actor_id, kind);

-- The name that a person types, and the actor it means.
create table access.login_name (
    name text primary key,
    actor_id bigint not null references access.actor
);

create table access.attempt (
    subject text not null,
    place text not null,
    at timestamptz not null default now(),
    succeeded boolean not null
);
create index attempt_recent on access.attempt (subject, at);
create index attempt_place on access.attempt (place, at);

create table access.device_key (
    device_id bigint primary key,
    code_hash bytea,
    code_expires_at timestamptz,
    token_hash bytea unique,
    secret bytea not null default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
);
create unique index device_code on access.device_key (code_hash) where code_hash is not null;

-- Half of a sign-in: the password was right, the second factor is still to come.
create table access.half_session (
    token_hash bytea primary key,
    actor_id bigint not null references access.actor,
    expires_at timestamptz not null,
    challenge bytea
);

grant select, insert, update, delete on access.credential, access.attempt, access.half_session to rt_signin;
grant select, insert, update on access.login_name, access.device_key to rt_signin;
grant select on access.actor, access.session to rt_signin;
grant select, update on signin_device to rt_signin;

-- Staff give a client a PIN or a card: reach and permission asked here, the secret arrives hashed.
create function access.set_client_key(p_client bigint, p_kind text, p_secret text, p_must_change boolean) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare a bigint; begin
  perform access.require('signin.reset_pin');
  if p_kind not in ('pin', 'card') or not access.may_read(p_client, 1) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  select id into strict a from access.actor where client_id = p_client;
  delete from access.credential where actor_id = a and kind = p_kind;
  insert into access.credential (actor_id, kind, secret, must_change) values (a, p_kind, p_secret, p_must_change);
  delete from access.attempt where subject = 'actor:' || a;
  insert into access.login_name select lower(number), a from public.people_client where id = p_client on conflict do nothing;
end $$;

-- The administrator's invitation of a staff member: a password to be changed at first sign-in.
create function access.set_staff_key(p_actor bigint, p_name text, p_secret text) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform access.require('signin.invite_staff');
  if not exists (select 1 from access.actor where id = p_actor and kind = 'staff') then
    raise exception 'no staff member with this actor' using errcode = '42501';
  end if;
  delete from access.credential where actor_id = p_actor and kind in ('password', 'totp', 'passkey', 'recovery');
  insert into access.credential (actor_id, kind, secret, must_change) values (p_actor, 'password', p_secret, true);
  insert into access.login_name values (lower(p_name), p_actor) on conflict (name) do nothing;
  update access.session set ended_at = now(), ended_why = 'new keys' where actor_id = p_actor and ended_at is null;
end $$;

create function access.announce_device(p_device bigint, p_code text, p_minutes int) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform access.require('signin.enrol_device');
  insert into access.device_key (device_id, code_hash, code_expires_at)
  values (p_device, sha256(convert_to(p_code, 'UTF8')), now() + make_interval(mins => p_minutes))
  on conflict (device_id) do update set code_hash = excluded.code_hash, code_expires_at = excluded.code_expires_at, token_hash = null;
end $$;

create function access.revoke_device(p_device bigint) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform access.require('signin.enrol_device');
  update access.device_key set code_hash = null, token_hash = null where device_id = p_device;
  update access.session set ended_at = now(), ended_why = 'device revoked' where device_id = p_device and ended_at is null;
end $$;

-- A device's own secret, for the key that keeps what its people typed; asked inside a client's session on that device.
create function access.device_secret(p_session uuid) returns bytea
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return (select k.secret from access.session s join access.device_key k on k.device_id = s.device_id
    where s.id = p_session and s.actor_id = access.actor_id() and s.ended_at is null);
end $$;

-- How many wrong tries there were since the person last came in: told to them, so that a prying cell-mate is noticed.
create function access.own_failed_attempts() returns int
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  return (select count(*) from access.attempt t where t.subject = 'actor:' || access.actor_id() and not t.succeeded
    and t.at > coalesce((select max(u.at) from access.attempt u where u.subject = t.subject and u.succeeded
      and u.at < (select max(v.at) from access.attempt v where v.subject = t.subject and v.succeeded)), '-infinity'));
end $$;
