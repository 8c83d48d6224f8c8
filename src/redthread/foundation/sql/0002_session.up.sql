-- Sessions become contexts. A context is opened with a session's token, never with an actor's id.

create function access.own_read() returns bigint language sql immutable parallel safe as $$ select 671088639::bigint $$;
create function access.own_write() returns bigint language sql immutable parallel safe as $$ select 543064064::bigint $$;

-- Masks of one actor for one client: (read, write).
create function access.masks_for(a access.actor, f bigint, out fr bigint, out fw bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  fr := 0; fw := 0;
  if f is null then return; end if;
  if a.kind = 'client' then
    if f = a.client_id then fr := access.own_read(); fw := access.own_write(); end if;
    return;
  end if;
  select k.read_mask, k.write_mask into fr, fw from access.caseload k
    where k.actor_id = a.id and k.client_id = f and k.valid_until > now();
  fr := coalesce(fr, 0) | a.wide_read; fw := coalesce(fw, 0) | a.wide_write;
end $$;
revoke all on function access.masks_for(access.actor, bigint) from public;

create function access.enter(a access.actor, f bigint, route text, purpose text, classes bigint, session uuid, reads boolean)
returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare m record; begin
  if a.kind = 'client' then f := a.client_id; end if;
  select * into m from access.masks_for(a, f);
  perform access.set_context(a.id, a.kind, a.client_id, f, m.fr, m.fw, a.wide_read, a.wide_write);
  if f is not null and a.kind <> 'client' then
    insert into access.read_audit (actor_id, client_id, classes, route, purpose, session_id)
    values (a.id, f, m.fr & classes, route, purpose, session);
  end if;
  if reads then perform set_config('synchronous_commit', 'off', true); end if;
  return m.fr;
end $$;
revoke all on function access.enter(access.actor, bigint, text, text, bigint, uuid, boolean) from public;

create type access.context as (
    actor_id bigint, kind text, name text, title text, language text, client_id bigint,
    establishment_id bigint, unit_id bigint, permissions text[], session_id uuid, device_id bigint, focus_read bigint,
    organisation_id bigint
);

-- One call at the start of each transaction of a signed-in person. No row: the session has ended, or the cookie is used
-- by another device or browser than the one that it was given to (binding).
create function access.begin(p_token text, p_door text, p_binding text, p_focus bigint, p_route text, p_purpose text, p_classes bigint, p_reads boolean)
returns setof access.context language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare s access.session; a access.actor; fr bigint; begin
  select * into s from access.session
    where token_hash = sha256(convert_to(p_token, 'UTF8')) and door = p_door and ended_at is null
      and binding = sha256(convert_to(p_binding, 'UTF8'))
      and expires_at > now() and last_seen_at + make_interval(secs => idle_seconds) > now();
  if not found then return; end if;
  select * into a from access.actor where id = s.actor_id and is_active and active_until > now();
  if not found then return; end if;
  if a.valid_until <= now() then
    perform access.refresh_actor(a.id);
    select * into a from access.actor where id = s.actor_id;
  end if;
  fr := access.enter(a, p_focus, p_route, p_purpose, p_classes, s.id, p_reads);
  if s.last_seen_at < now() - interval '30 seconds' then
    update access.session set last_seen_at = now() where id = s.id;
  end if;
  return next (a.id, a.kind, a.name, a.title, a.language, a.client_id, a.establishment_id, a.unit_id,
    a.permissions, s.id, s.device_id, fr, a.organisation_id)::access.context;
end $$;

-- Jobs are actors too: a named system actor, reachable by the worker's role only.
create function access.begin_job(p_name text, p_focus bigint) returns setof access.context
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare a access.actor; fr bigint; begin
  select * into a from access.actor where kind = 'system' and name = p_name and is_active;
  if not found then
    raise exception 'no system actor named %', p_name using errcode = '42501';
  end if;
  fr := access.enter(a, p_focus, 'job:' || p_name, 'duty', -1, null, false);
  return next (a.id, a.kind, a.name, a.title, a.language, null, null, null, a.permissions, null, null, fr, null)::access.context;
end $$;

-- Bring a client into view after the transaction began (a page found by a request's id, say), and log the look.
create function access.focus_on(p_client bigint, p_route text, p_purpose text, p_classes bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare a access.actor; begin
  perform access.context_ok();
  select * into a from access.actor where id = current_setting('app.actor')::bigint;
  return access.enter(a, p_client, p_route, p_purpose, p_classes, null, false);
end $$;

-- A list, a search, an export: one line, with what was asked and how much came back.
create function access.log_look(p_route text, p_purpose text, p_detail text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  insert into access.read_audit (actor_id, classes, route, purpose, detail)
  values (current_setting('app.actor')::bigint, 0, p_route, p_purpose, p_detail);
end $$;

-- Who looked at this client's data, newest first: for the person themselves and for those who may sample the log. glass_reason:
-- why the record was opened from outside, when it stood open for that actor at that moment.
create function access.list_looks(p_client bigint, p_before timestamptz, p_limit int)
returns table (at timestamptz, kind text, name text, title text, classes bigint, route text, purpose text, times bigint,
  establishment_id bigint, unit_id bigint, glass_reason text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if access.client_id() is distinct from p_client then perform access.require('thread.sample'); end if;
  return query
    with glass as materialized (
      select g.actor_id, g.valid_from, g.valid_until, g.reason from access.reach_grant g
      where g.scope_kind = 'client' and g.scope_id = p_client and g.basis like 'break-glass:%'
    ), look as (
      select r.at, r.actor_id, r.classes, r.route, r.purpose, (select g.reason from glass g
          where g.actor_id = r.actor_id and g.valid_from <= r.at and r.at < g.valid_until order by g.valid_from desc limit 1) as reason
      from access.read_audit r where r.client_id = p_client and r.at < p_before and r.classes <> 0
    )
    select max(l.at), a.kind, a.name, a.title, bit_or(l.classes), l.route, l.purpose, count(*), a.establishment_id, a.unit_id, l.reason
    from look l join access.actor a on a.id = l.actor_id
    group by date_trunc('day', l.at), a.id, a.kind, a.name, a.title, a.establishment_id, a.unit_id, l.route, l.purpose, l.reason
    order by 1 desc limit p_limit;
end $$;

-- ---------------------------------------------------------------- sessions: opened by the sign-in role alone
create function access.open_session(p_actor bigint, p_door text, p_token text, p_binding text, p_device bigint, p_idle int, p_lifetime int,
    p_agent text, p_address text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare a access.actor; new_id uuid; begin
  select * into a from access.actor where id = p_actor and is_active and active_until > now();
  if not found or p_door is distinct from (case a.kind when 'relative' then 'family' else a.kind end) then
    raise exception 'this actor has no key to this door' using errcode = '42501';
  end if;
  insert into access.session (token_hash, binding, actor_id, door, device_id, idle_seconds, expires_at, agent, address)
  values (sha256(convert_to(p_token, 'UTF8')), sha256(convert_to(p_binding, 'UTF8')), p_actor, p_door, p_device, p_idle, now() + make_interval(secs => p_lifetime),
    left(p_agent, 200), left(p_address, 64)) returning id into new_id;
  return new_id;
end $$;

create function access.end_session(p_token text, p_why text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update access.session set ended_at = now(), ended_why = p_why
    where token_hash = sha256(convert_to(p_token, 'UTF8')) and ended_at is null;
  return found;
end $$;

create function access.list_sessions() returns table (id uuid, door text, created_at timestamptz, last_seen_at timestamptz, agent text, address text, is_this boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  return query select s.id, s.door, s.created_at, s.last_seen_at, s.agent, s.address, false
    from access.session s where s.actor_id = current_setting('app.actor')::bigint and s.ended_at is null
      and s.expires_at > now() and s.last_seen_at + make_interval(secs => s.idle_seconds) > now()
    order by s.last_seen_at desc;
end $$;

-- One's own sessions, or with the permission those of colleagues and of clients in reach.
create function access.end_sessions_of(p_actor bigint, p_session uuid, p_why text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int; begin
  perform access.context_ok();
  if p_actor <> current_setting('app.actor')::bigint then
    perform access.require('signin.end_sessions'), access.require_colleague(p_actor);
  end if;
  update access.session set ended_at = now(), ended_why = p_why
    where actor_id = p_actor and ended_at is null and (p_session is null or id = p_session);
  get diagnostics n = row_count;
  return n;
end $$;

revoke all on function access.begin_job(text, bigint) from public;
revoke all on function access.open_session(bigint, text, text, text, bigint, int, int, text, text) from public;
grant execute on function access.begin_job(text, bigint) to rt_job;
grant execute on function access.open_session(bigint, text, text, text, bigint, int, int, text, text) to rt_signin;
