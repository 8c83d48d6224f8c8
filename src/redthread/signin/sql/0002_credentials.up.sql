-- What people know and hold. Only the sign-in role reads these tables.
create table access.credential (
    id bigint generated always as identity primary key,
    actor_id bigint not null references access.actor,
    kind text not null check (kind in ('pin', 'password', 'totp', 'passkey', 'recovery', 'card')),
    -- What finds it without a name: a card's fingerprint, a passkey's identifier.
    handle text,
    -- pin, password: argon2; totp: sealed seed; passkey: public key; recovery: sha256; card: nothing.
    secret text not null,
    label text not null default '',
    -- totp: the last time step that was used; passkey: the authenticator's counter.
    counter bigint not null default 0,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    must_change boolean not null default false
);
create unique index credential_one_of_a_kind on access.credential (actor_id, kind) where kind in ('pin', 'password', 'totp', 'card');
create unique index credential_handle on access.credential (kind, handle) where handle is not null;
create index credential_actor on access.credential (actor_id, kind);

-- The name that a person types at a door, in lower case, and the actor it means.
create table access.login_name (
    door text not null check (door in ('client', 'staff', 'partner', 'family')),
    name text not null,
    actor_id bigint not null references access.actor,
    primary key (door, name)
);
create index login_name_actor on access.login_name (actor_id);

-- What throttling counts. subject: 'actor:7', or 'name:<sha256>' of what nobody is called (it may be a mistyped PIN).
-- place: 'device:3', or 'address:192.0.2.7'.
create table access.attempt (
    subject text not null,
    place text not null,
    at timestamptz not null default now(),
    succeeded boolean not null
);
create index attempt_subject on access.attempt (subject, at);
create index attempt_place on access.attempt (place, at);

create table access.device_key (
    device_id bigint primary key,
    code_hash bytea,
    code_expires_at timestamptz,
    token_hash bytea unique,
    secret bytea not null default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
);
create unique index device_code on access.device_key (code_hash) where code_hash is not null;

-- Somebody outside was invited: a link that works once, for the person it was made for, until they have a key of their own.
create table access.invitation (
    id bigint generated always as identity primary key,
    token_hash bytea not null unique,
    door text not null check (door in ('partner', 'family')),
    actor_id bigint not null references access.actor,
    invited_by bigint not null references access.actor,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
);
create index invitation_actor on access.invitation (actor_id);
create index invitation_invited_by on access.invitation (invited_by);

-- Half of a sign-in: one thing was proved (or, without an actor, nothing yet), another is still to come.
create table access.half_session (
    token_hash bytea primary key,
    door text not null check (door in ('client', 'staff', 'partner', 'family')),
    actor_id bigint references access.actor,
    invitation_id bigint references access.invitation,
    device_id bigint,
    binding bytea not null,
    challenge bytea,
    pending text,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index half_session_expired on access.half_session (expires_at);

-- When the person of a session last proved that it is still them.
create table access.proof (
    session_id uuid primary key references access.session on delete cascade,
    at timestamptz not null
);

grant select, insert, update, delete on access.credential, access.attempt, access.half_session to rt_signin;
grant select, insert, update on access.login_name, access.proof to rt_signin;
grant select, update on access.invitation to rt_signin;
grant select on access.actor, access.session, access.client_place to rt_signin;

-- ---------------------------------------------------------------- what staff do for others, inside their own context
-- Staff give a client a PIN or a card: reach and permission asked here, the secret arrives hashed.
create function access.set_client_key(p_client bigint, p_kind text, p_handle text, p_secret text, p_must_change boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare a bigint; begin
  perform access.require('signin.reset_pin');
  if p_kind not in ('pin', 'card') or not access.may_read(p_client, 1) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  select id into strict a from access.actor where client_id = p_client;
  delete from access.credential where actor_id = a and kind = p_kind;
  insert into access.credential (actor_id, kind, handle, secret, must_change) values (a, p_kind, p_handle, p_secret, p_must_change);
  insert into access.login_name select 'client', lower(number), a from public.people_client where id = p_client on conflict do nothing;
  if p_kind = 'pin' then
    update access.session set ended_at = now(), ended_why = 'new keys' where actor_id = a and ended_at is null;
  end if;
end $$;

-- The invitation of a colleague: a password to be changed at first sign-in. All earlier keys end. Whoever holds the password
-- can be that person, so nobody invites somebody whose roles reach beyond what they manage themselves.
create function access.set_staff_key(p_actor bigint, p_name text, p_secret text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('signin.invite_staff');
  if p_actor = access.actor_id() or not exists (select 1 from access.actor where id = p_actor and kind = 'staff') then
    raise exception 'no other staff member with this actor' using errcode = '42501';
  end if;
  perform access.require_colleague(p_actor);
  if exists (select 1 from access.reach_grant g where g.actor_id = p_actor and g.role_code is not null and g.valid_until > now()
      and not access.manages_scope(g.scope_kind, g.scope_id)) then
    raise exception 'roles of this person reach beyond what is managed here' using errcode = '42501';
  end if;
  delete from access.credential where actor_id = p_actor;
  delete from access.login_name where actor_id = p_actor and name <> lower(p_name);
  insert into access.credential (actor_id, kind, secret, must_change) values (p_actor, 'password', p_secret, true);
  if not exists (select 1 from access.login_name where door = 'staff' and name = lower(p_name) and actor_id = p_actor) then
    -- Somebody else's name raises: two people must never share one.
    insert into access.login_name values ('staff', lower(p_name), p_actor);
  end if;
  update access.session set ended_at = now(), ended_why = 'new keys' where actor_id = p_actor and ended_at is null;
end $$;

-- Somebody outside is invited, or invited anew: a name to sign in with and a link. All earlier keys and links of theirs end.
-- Partners are invited by whoever manages their organisation; relatives by whoever approves contacts, for a client in reach, at an
-- address that is written down of them. Whose identity was verified is invited by those who verify: a new address is a new identity.
create function access.invite(p_actor bigint, p_name text, p_token text, p_expires_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare a access.actor; d text; begin
  perform access.context_ok();
  select * into a from access.actor where id = p_actor and kind in ('partner', 'relative') and is_active and active_until > now();
  if not coalesce(case a.kind when 'partner' then public.organisations_manages_partner(a.organisation_id)
      when 'relative' then access.may('contacts.approve') and exists (select 1 from public.contacts_contact c
        join public.contacts_correspondent o on o.id = c.correspondent_id where o.actor_id = a.id and access.may_read(c.client_id, 1)
          and (o.identity_verified_at is null or access.may('contacts.verify'))
          and (p_name = 'letter ' || a.id or exists (select 1 from public.contacts_alias x
            where x.correspondent_id = o.id and x.kind = 'email' and lower(x.value) = lower(p_name)))) end, false) then
    raise exception 'this person is not invited from here' using errcode = '42501';
  end if;
  d := case a.kind when 'relative' then 'family' else a.kind end;
  delete from access.credential where actor_id = p_actor;
  update access.invitation set expires_at = now() where actor_id = p_actor and used_at is null and expires_at > now();
  delete from access.half_session where actor_id = p_actor;
  delete from access.login_name where actor_id = p_actor and name <> lower(p_name);
  if not exists (select 1 from access.login_name where door = d and name = lower(p_name) and actor_id = p_actor) then
    insert into access.login_name values (d, lower(p_name), p_actor);
  end if;
  insert into access.invitation (token_hash, door, actor_id, invited_by, expires_at)
  values (sha256(convert_to(p_token, 'UTF8')), d, p_actor, access.actor_id(), p_expires_at);
  update access.session set ended_at = now(), ended_why = 'new keys' where actor_id = p_actor and ended_at is null;
end $$;

-- The mail with the link, to the address that was just invited and by who invited it; once for each invitation.
create function access.tell_invited(p_actor bigint, p_token text, p_sealed text, p_language text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare i access.invitation; it text; begin
  perform access.context_ok();
  select * into i from access.invitation v where v.token_hash = sha256(convert_to(p_token, 'UTF8')) and v.actor_id = p_actor
    and v.invited_by = access.actor_id() and v.used_at is null and v.expires_at > p_at;
  it := 'invitation:' || left(encode(i.token_hash, 'hex'), 40);
  if i.actor_id is null or exists (select 1 from public.notices_notice x where x.about = it) then
    raise exception 'there is no such invitation to tell of' using errcode = '42501';
  end if;
  return (select bool_or(public.notices_tell(gen_random_uuid(), n.name, p_language, i.door, 'invitation', it, p_sealed, p_at))
    from access.login_name n where n.actor_id = p_actor and n.door = i.door and n.name like '%@%');
end $$;

-- Devices belong to an establishment; staff with a place of their own manage those of that place only.
create function access.require_device(p_device bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('signin.enrol_device');
  if not exists (select 1 from public.signin_device d join access.actor a on a.id = access.actor_id()
      where d.id = p_device and (a.establishment_id is null or a.establishment_id = d.establishment_id)
        and (d.client_id is null or access.may_read(d.client_id, 1))) then
    raise exception 'this device is out of reach' using errcode = '42501';
  end if;
end $$;

create function access.announce_device(p_device bigint, p_code text, p_expires_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require_device(p_device);
  delete from access.device_key where code_hash = sha256(convert_to(p_code, 'UTF8')) and code_expires_at < now();
  insert into access.device_key (device_id, code_hash, code_expires_at)
  values (p_device, sha256(convert_to(p_code, 'UTF8')), p_expires_at)
  on conflict (device_id) do update set code_hash = excluded.code_hash, code_expires_at = excluded.code_expires_at, token_hash = null;
  update access.session set ended_at = now(), ended_why = 'device announced anew' where device_id = p_device and ended_at is null;
end $$;

create function access.revoke_device(p_device bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require_device(p_device);
  update access.device_key set code_hash = null, token_hash = null where device_id = p_device;
  update access.session set ended_at = now(), ended_why = 'device revoked' where device_id = p_device and ended_at is null;
end $$;

-- Wrong tries at each device since an instant: who manages devices sees where somebody is guessing.
create function access.list_wrong_tries_by_device(p_since timestamptz) returns table (device_id bigint, tries bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('signin.enrol_device');
  return query select d.id, count(*) from access.attempt t
    join public.signin_device d on d.id = case when t.place like 'device:%' then split_part(t.place, ':', 2)::bigint end
    where t.at > p_since and not t.succeeded and access.works_at(d.establishment_id) group by 1;
end $$;

-- Clients in the actor's reach whose PIN was guessed at many times since an instant.
create function access.list_wrong_tries_by_client(p_since timestamptz, p_least int)
returns table (client_id bigint, tries bigint, last_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  return query select a.client_id, count(*), max(t.at) from access.attempt t
    join access.actor a on a.client_id is not null
      and a.id = case when t.subject like 'actor:%' then split_part(t.subject, ':', 2)::bigint end
    where t.at > p_since and not t.succeeded and access.may_read(a.client_id, 1)
    group by a.client_id having count(*) >= p_least order by 3 desc;
end $$;

-- The open sessions of somebody: one's own, or with the permission those of colleagues and of clients in reach.
create function access.list_sessions_of(p_actor bigint)
returns table (id uuid, door text, created_at timestamptz, last_seen_at timestamptz, agent text, address text, device_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_actor <> access.actor_id() then perform access.require('signin.end_sessions'), access.require_colleague(p_actor); end if;
  return query select s.id, s.door, s.created_at, s.last_seen_at, s.agent, s.address, s.device_id
    from access.session s where s.actor_id = p_actor and s.ended_at is null and s.expires_at > now()
      and s.last_seen_at + make_interval(secs => s.idle_seconds) > now()
    order by s.last_seen_at desc;
end $$;

-- Did the person of this session prove within the last minutes that it is them?
create function access.is_fresh(p_session uuid, p_minutes int) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select 1 from access.session s left join access.proof p on p.session_id = s.id
    where s.id = p_session and s.actor_id = access.actor_id() and s.ended_at is null
      and greatest(s.created_at, p.at) > now() - make_interval(mins => p_minutes));
end $$;

-- A device's own secret, for the key that keeps what its people typed; asked inside a client's session on that device.
create function access.device_secret(p_session uuid) returns bytea
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select k.secret from access.session s join access.device_key k on k.device_id = s.device_id
    where s.id = p_session and s.actor_id = access.actor_id() and s.ended_at is null);
end $$;

-- How many wrong tries there were since the person last came in: told to them, so that a prying cell-mate is noticed.
create function access.own_failed_attempts() returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare me text := 'actor:' || access.actor_id(); before timestamptz; begin
  select t.at into before from access.attempt t where t.subject = me and t.succeeded order by t.at desc offset 1 limit 1;
  return (select count(*) from access.attempt t where t.subject = me and not t.succeeded and t.at > coalesce(before, '-infinity'));
end $$;

-- ---------------------------------------------------------------- for the sign-in role alone: nobody is there yet
-- The tablet behind a token; none when it was revoked or announced anew.
create function access.find_device(p_token text)
returns table (device_id bigint, establishment_id bigint, room_id bigint, client_id bigint, label text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.id, d.establishment_id, d.room_id, d.client_id, d.label::text
  from access.device_key k join public.signin_device d on d.id = k.device_id
  where k.token_hash = sha256(convert_to(p_token, 'UTF8')) and d.revoked_at is null $$;

-- A code becomes a token, once.
create function access.enrol_device(p_code text, p_token text, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare enrolled bigint; begin
  update access.device_key k set code_hash = null, code_expires_at = null, token_hash = sha256(convert_to(p_token, 'UTF8'))
    from public.signin_device d where d.id = k.device_id and d.revoked_at is null
      and k.code_hash = sha256(convert_to(p_code, 'UTF8')) and k.code_expires_at > p_at
    returning k.device_id into enrolled;
  update public.signin_device set enrolled_at = p_at where id = enrolled;
  return enrolled;
end $$;

-- End sessions of a person or of a device, keeping one.
create function access.close_sessions(p_actor bigint, p_device bigint, p_keep uuid, p_why text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int; begin
  update access.session set ended_at = now(), ended_why = p_why
    where ended_at is null and (actor_id = p_actor or device_id = p_device) and id is distinct from p_keep;
  get diagnostics n = row_count;
  return n;
end $$;
create index session_device on access.session (device_id) where ended_at is null;

-- Signing in happens before there is a context, so its entries are written here: as the person who has just proved
-- themselves, or (no actor) as the system actor "sign-in". Only entries of sign-in, and the context is put back after.
create function access.note_sign_in(p_actor bigint, p_client bigint, p_class bigint, p_kind text, p_payload text, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare a access.actor; s int; before text[]; names text[] := array['actor', 'kind', 'client', 'focus', 'focus_read', 'focus_write',
    'wide_read', 'wide_write', 'sig']; begin
  if p_kind not like 'signin.%' then raise exception 'not an entry of sign-in: %', p_kind using errcode = '42501'; end if;
  if p_actor is null then
    insert into access.actor (kind, name) values ('system', 'sign-in') on conflict do nothing;
    select * into strict a from access.actor where kind = 'system' and name = 'sign-in';
  else
    select * into strict a from access.actor where id = p_actor;
  end if;
  select array_agg(coalesce(current_setting('app.' || n, true), '') order by i) into before
    from unnest(names) with ordinality as u(n, i);
  perform access.set_context(a.id, a.kind, a.client_id, null, 0, 0, 0, 0);
  s := thread.append(p_client, p_class, p_kind, p_payload, p_at);
  perform set_config('app.' || names[i], before[i], true) from generate_subscripts(names, 1) as i;
  return s;
end $$;

revoke all on function access.require_device(bigint), access.find_device(text), access.enrol_device(text, text, timestamptz),
  access.close_sessions(bigint, bigint, uuid, text), access.note_sign_in(bigint, bigint, bigint, text, text, timestamptz) from public;
grant execute on function access.find_device(text), access.enrol_device(text, text, timestamptz),
  access.close_sessions(bigint, bigint, uuid, text), access.note_sign_in(bigint, bigint, bigint, text, text, timestamptz) to rt_signin;
