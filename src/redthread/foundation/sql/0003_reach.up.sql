-- Grants and places are facts; the caseload follows from them in the same transaction. Two at once may derive the same line:
-- the later one sees what the earlier one committed, and writes over it.

-- A unit with all its parts, and a unit with all the houses it is a part of: the tree is the estate's, read when it is asked for.
create function access.parts_of(p_unit bigint) returns setof bigint
language plpgsql stable rows 4 set search_path = pg_catalog, pg_temp as $$
begin
  return query with recursive part as (
    select p_unit as id
    union
    select u.id from public.estate_unit u join part on u.parent_id = part.id) select part.id from part where part.id is not null;
end $$;
revoke all on function access.parts_of(bigint) from public;

create function access.houses_of(p_unit bigint) returns setof bigint
language plpgsql stable rows 4 set search_path = pg_catalog, pg_temp as $$
begin
  return query with recursive house as (
    select p_unit as id
    union
    select u.parent_id from public.estate_unit u join house on u.id = house.id) select house.id from house where house.id is not null;
end $$;
revoke all on function access.houses_of(bigint) from public;

-- Every line that follows from valid grants, for one actor or one client or both (null: all).
create function access.derive(p_actor bigint, p_client bigint)
returns table (actor_id bigint, client_id bigint, read_mask bigint, write_mask bigint, valid_until timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select g.actor_id, reached.client_id, bit_or(g.read_mask), bit_or(g.write_mask), min(g.valid_until)
  from access.reach_grant g
  join access.actor a on a.id = g.actor_id and a.is_active
  cross join lateral (
    select g.scope_id as client_id where g.scope_kind = 'client' and (p_client is null or g.scope_id = p_client)
    union all
    select p.client_id from access.parts_of(case g.scope_kind when 'unit' then g.scope_id end) part
      join access.client_place p on p.unit_id = part where p_client is null or p.client_id = p_client
    union all
    select p.client_id from access.client_place p
      where g.scope_kind = 'establishment' and p.establishment_id = g.scope_id and (p_client is null or p.client_id = p_client)
  ) reached
  where g.valid_from <= now() and g.valid_until > now() and g.scope_kind <> 'service'
    and (p_actor is null or g.actor_id = p_actor)
  group by g.actor_id, reached.client_id $$;
revoke all on function access.derive(bigint, bigint) from public;

-- The same for partners: every member of an organisation reaches whom it was granted, in the classes that are granted, that the
-- person agreed to where that is the ground, and that the member's own limit lets through. Without identity there is nobody.
-- A view: what is asked of it (a client, an actor, all) is pushed below its grouping.
create view access.partner_reach as
  select a.id as actor_id, g.client_id, bit_or(g.read_mask & open.classes & a.class_limit) as read_mask,
    bit_or(g.write_mask & open.classes & a.class_limit) as write_mask, least(min(g.valid_until), a.active_until) as valid_until
  from access.partner_grant g
  join access.actor a on a.organisation_id = g.organisation_id and a.is_active and a.active_until > now()
  cross join lateral (select case when g.legal_basis <> 'consent' then -1::bigint else
    (select coalesce(bit_or(c.info_class), 0) from access.partner_consent c
      where c.client_id = g.client_id and c.organisation_id = g.organisation_id and c.withdrawn_at is null) end as classes) open
  where g.valid_from <= now() and g.valid_until > now()
  group by a.id, a.active_until, g.client_id
  having bit_or(g.read_mask & open.classes & a.class_limit) & 1 <> 0;

-- Whoever changes what partners reach of somebody, or of an organisation, waits here for whoever does so at the same moment: what
-- one is about to write, the other could neither see nor take back. Links are locked in one order, so nobody waits in a circle.
create function access.hold_partners(p_clients bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from access.partner_link l where l.client_id = any (p_clients) and l.valid_until = 'infinity' order by l.client_id, l.id for update;
end $$;
revoke all on function access.hold_partners(bigint[]) from public;

-- The same for one member of an organisation: several at once need not wait for each other.
create function access.hold_member(p_actor bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from access.partner_link l where l.organisation_id = (select a.organisation_id from access.actor a where a.id = p_actor)
    and l.valid_until = 'infinity' order by l.client_id, l.id for share;
end $$;
revoke all on function access.hold_member(bigint) from public;

create function access.refresh_partners(p_clients bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.hold_partners(p_clients);
  delete from access.caseload k using access.actor a
    where k.client_id = any (p_clients) and a.id = k.actor_id and a.kind = 'partner';
  insert into access.caseload (actor_id, client_id, read_mask, write_mask, valid_until)
  select d.actor_id, d.client_id, d.read_mask, d.write_mask, d.valid_until from access.partner_reach d where d.client_id = any (p_clients)
  on conflict (actor_id, client_id) do update set read_mask = excluded.read_mask, write_mask = excluded.write_mask, valid_until = excluded.valid_until;
  -- When the next grant of an organisation begins or ends by itself, its members' reach is derived anew (access.begin).
  update access.actor a set valid_until = u.next_at
  from (select g.organisation_id, min(least(g.valid_until, case when g.valid_from > now() then g.valid_from end)) as next_at
    from access.partner_grant g where g.client_id = any (p_clients) and g.valid_until > now() group by g.organisation_id) u
  where a.organisation_id = u.organisation_id and u.next_at < a.valid_until;
end $$;
revoke all on function access.refresh_partners(bigint[]) from public;

create function access.refresh_client(p_client bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare place access.client_place; houses bigint[]; begin
  select * into place from access.client_place where client_id = p_client;
  houses := array(select access.houses_of(place.unit_id));
  perform access.hold_partners(array[p_client]);
  delete from access.caseload where client_id = p_client;
  -- Written out rather than through derive(): a move must touch the grants of two places, not of the service.
  insert into access.caseload (actor_id, client_id, read_mask, write_mask, valid_until)
  select g.actor_id, p_client, bit_or(g.read_mask), bit_or(g.write_mask), min(g.valid_until)
  from access.reach_grant g join access.actor a on a.id = g.actor_id and a.is_active
  where g.valid_from <= now() and g.valid_until > now()
    and ((g.scope_kind = 'client' and g.scope_id = p_client)
      or (g.scope_kind = 'unit' and g.scope_id = any (houses))
      or (g.scope_kind = 'establishment' and g.scope_id = place.establishment_id))
  group by g.actor_id
  on conflict (actor_id, client_id) do update set read_mask = excluded.read_mask, write_mask = excluded.write_mask, valid_until = excluded.valid_until;
  insert into access.caseload (actor_id, client_id, read_mask, write_mask, valid_until)
  select d.actor_id, d.client_id, d.read_mask, d.write_mask, d.valid_until from access.partner_reach d where d.client_id = p_client
  on conflict (actor_id, client_id) do update set read_mask = excluded.read_mask, write_mask = excluded.write_mask, valid_until = excluded.valid_until;
end $$;
revoke all on function access.refresh_client(bigint) from public;

create function access.refresh_actor(p_actor bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.hold_member(p_actor);
  delete from access.caseload where actor_id = p_actor;
  insert into access.caseload (actor_id, client_id, read_mask, write_mask, valid_until)
  select d.actor_id, d.client_id, d.read_mask, d.write_mask, d.valid_until from access.derive(p_actor, null) d
  union all
  select d.actor_id, d.client_id, d.read_mask, d.write_mask, d.valid_until from access.partner_reach d where d.actor_id = p_actor
  on conflict (actor_id, client_id) do update set read_mask = excluded.read_mask, write_mask = excluded.write_mask, valid_until = excluded.valid_until;
  if exists (select 1 from access.actor a where a.id = p_actor and a.kind = 'partner') then
    update access.actor a set valid_until = coalesce((select min(least(g.valid_until, case when g.valid_from > now() then g.valid_from end))
      from access.partner_grant g where g.organisation_id = a.organisation_id and g.valid_until > now()), 'infinity') where a.id = p_actor;
    return;
  end if;
  update access.actor a set
    permissions = coalesce((select array_agg(distinct p order by p) from access.reach_grant g join access.role r on r.code = g.role_code
      cross join lateral unnest(r.permissions) p
      where g.actor_id = a.id and g.valid_from <= now() and g.valid_until > now()), '{}'),
    wide_read = coalesce((select bit_or(g.read_mask) from access.reach_grant g
      where g.actor_id = a.id and g.scope_kind = 'service' and g.valid_from <= now() and g.valid_until > now()), 0),
    wide_write = coalesce((select bit_or(g.write_mask) from access.reach_grant g
      where g.actor_id = a.id and g.scope_kind = 'service' and g.valid_from <= now() and g.valid_until > now()), 0),
    valid_until = coalesce((select min(least(g.valid_until, case when g.valid_from > now() then g.valid_from end)) from access.reach_grant g
      where g.actor_id = a.id and g.valid_until > now()), 'infinity')
  where a.id = p_actor and a.kind <> 'system';
end $$;
revoke all on function access.refresh_actor(bigint) from public;

-- All of it anew: after a bulk load, or after a role changed what it may read.
create function access.refresh_all() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n bigint; begin
  truncate access.caseload;
  insert into access.caseload (actor_id, client_id, read_mask, write_mask, valid_until)
  select d.actor_id, d.client_id, d.read_mask, d.write_mask, d.valid_until from access.derive(null, null) d
  union all
  select d.actor_id, d.client_id, d.read_mask, d.write_mask, d.valid_until from access.partner_reach d;
  get diagnostics n = row_count;
  update access.actor a set
    permissions = coalesce(f.permissions, '{}'), wide_read = coalesce(f.wide_read, 0), wide_write = coalesce(f.wide_write, 0),
    valid_until = coalesce(f.valid_until, 'infinity')
  from access.actor b left join (
    select g.actor_id, array_agg(distinct p) filter (where p is not null) as permissions,
      bit_or(g.read_mask) filter (where g.scope_kind = 'service') as wide_read,
      bit_or(g.write_mask) filter (where g.scope_kind = 'service') as wide_write, min(g.valid_until) as valid_until
    from access.reach_grant g left join access.role r on r.code = g.role_code left join lateral unnest(r.permissions) p on true
    where g.valid_from <= now() and g.valid_until > now() group by g.actor_id) f on f.actor_id = b.id
  where a.id = b.id and a.kind not in ('system', 'partner');
  update access.actor a set valid_until = coalesce(u.next_at, 'infinity')
  from access.actor b left join (select g.organisation_id, min(least(g.valid_until, case when g.valid_from > now() then g.valid_from end)) as next_at
    from access.partner_grant g where g.valid_until > now() group by g.organisation_id) u on u.organisation_id = b.organisation_id
  where a.id = b.id and a.kind = 'partner';
  return n;
end $$;
revoke all on function access.refresh_all() from public;

-- ---------------------------------------------------------------- whose business: one's own place, or the whole service
-- Is this place the acting person's own? Who has no place of their own works for the whole service, and so do jobs.
create function access.works_at(p_establishment bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select 1 from access.actor a where a.id = access.actor_id() and a.kind in ('staff', 'system')
    and (a.establishment_id is null or a.establishment_id = p_establishment));
end $$;

create function access.require_place(p_establishment bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not access.works_at(p_establishment) then
    raise exception 'this is the business of another establishment' using errcode = '42501';
  end if;
end $$;

-- Does the acting person give and end roles in this scope? In all of them by a role for the whole service, else at home.
create function access.manages_scope(p_kind text, p_id bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare me access.actor; begin
  select * into strict me from access.actor where id = access.actor_id();
  if me.kind = 'system' or exists (select 1 from access.reach_grant g join access.role r on r.code = g.role_code
      where g.actor_id = me.id and g.scope_kind = 'service' and 'sharing.grant_role' = any (r.permissions)
        and g.valid_from <= now() and g.valid_until > now()) then
    return true;
  end if;
  return me.kind = 'staff' and me.establishment_id is not null and case p_kind
    when 'establishment' then p_id = me.establishment_id
    when 'unit' then exists (select 1 from public.estate_unit u where u.id = p_id and u.establishment_id = me.establishment_id)
    when 'client' then access.may_read(p_id, 1)
    else false end;
end $$;

-- A role that samples the log of looks reads about the whole service, wherever it is given: only its managers give it.
create function access.may_grant(p_role text, p_scope_kind text, p_scope_id bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return access.may('sharing.grant_role') and access.manages_scope(p_scope_kind, p_scope_id) and (access.manages_scope('service', null)
    or not exists (select 1 from access.role r where r.code = p_role and 'thread.sample' = any (r.permissions)));
end $$;

create function access.manages_grant(p_grant bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return access.may('sharing.grant_role') and coalesce(
    (select access.manages_scope(g.scope_kind, g.scope_id) from access.reach_grant g where g.id = p_grant), false);
end $$;

-- Go on for oneself, for staff of a place that is one's own (all, for who manages the service), and for clients in reach.
create function access.require_colleague(p_actor bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare a access.actor; begin
  select * into a from access.actor where id = p_actor;
  if coalesce(p_actor = access.actor_id() or a.kind = 'staff' and (access.works_at(a.establishment_id) or access.manages_scope('service', null))
      or a.kind = 'client' and access.may_read(a.client_id, 1), false) then
    return;
  end if;
  raise exception 'this person is out of reach' using errcode = '42501';
end $$;
revoke all on function access.require_colleague(bigint) from public;

-- A new member of staff, added at one's own place. (A client's actor is made with the client.)
create function access.create_actor(p_name text, p_title text, p_language text, p_establishment bigint)
returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare new_id bigint; begin
  perform access.require('organisations.manage'), access.require_place(p_establishment);
  insert into access.actor (kind, name, title, language, establishment_id)
  values ('staff', p_name, p_title, p_language, p_establishment) returning id into new_id;
  return new_id;
end $$;

-- Somebody of a partner organisation. Who may invite them is asked by organisations (its own SQL calls this as owner).
create function access.create_partner(p_name text, p_title text, p_language text, p_organisation bigint, p_limit bigint)
returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare new_id bigint; begin
  insert into access.actor (kind, name, title, language, organisation_id, class_limit)
  values ('partner', p_name, p_title, p_language, p_organisation, p_limit | 1) returning id into new_id;
  perform access.refresh_actor(new_id);
  return new_id;
end $$;
revoke all on function access.create_partner(text, text, text, bigint, bigint) from public;

-- Somebody's relative, friend or counsel: they reach no client at all; what passes between two people is asked by contacts,
-- whose own SQL calls this as owner.
create function access.create_relative(p_name text, p_language text)
returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare new_id bigint; begin
  insert into access.actor (kind, name, language) values ('relative', p_name, p_language) returning id into new_id;
  return new_id;
end $$;
revoke all on function access.create_relative(text, text) from public;

-- The work of a partner or a relative here ends: at once their sessions and reach are gone, or at an instant still to come.
create function access.end_outsider(p_actor bigint, p_until timestamptz, p_why text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.hold_member(p_actor);
  update access.actor set active_until = least(active_until, p_until) where id = p_actor and kind in ('partner', 'relative');
  perform access.refresh_actor(p_actor);
  if p_until <= now() then
    update access.session set ended_at = now(), ended_why = p_why where actor_id = p_actor and ended_at is null;
  end if;
end $$;
revoke all on function access.end_outsider(bigint, timestamptz, text) from public;

create function access.set_language(p_language text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  update access.actor set language = left(p_language, 8) where id = current_setting('app.actor')::bigint;
end $$;

-- Where a client is held now. Called by custody when a stay begins or ends. Whoever is held in a unit is moved only by those
-- who reach them, and whoever is held in none is received at one's own place: nobody draws somebody else's client into reach.
create function access.place_client(p_client bigint, p_establishment bigint, p_unit bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('custody.place');
  if not (access.may_write(p_client, 4) or access.can_write(p_client, 4)) and (not access.works_at(p_establishment)
      or exists (select 1 from access.client_place p where p.client_id = p_client and p.unit_id is not null)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  insert into access.client_place values (p_client, p_establishment, p_unit)
  on conflict (client_id) do update set establishment_id = excluded.establishment_id, unit_id = excluded.unit_id;
  perform access.refresh_client(p_client);
end $$;

-- Give a role in a scope. Nobody gives themselves more, and nobody gives or ends what lies outside their own establishment
-- unless they hold the permission for the whole service.
create function access.grant_role(p_actor bigint, p_role text, p_scope_kind text, p_scope_id bigint, p_from timestamptz,
    p_until timestamptz, p_basis text, p_reason text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare r access.role; me bigint := current_setting('app.actor')::bigint; new_id bigint; begin
  perform access.require('sharing.grant_role');
  if p_actor = me then raise exception 'nobody grants themselves a role' using errcode = '42501'; end if;
  if not access.may_grant(p_role, p_scope_kind, p_scope_id)
      or not exists (select 1 from access.actor a where a.id = p_actor and a.kind = 'staff') then
    raise exception 'this role reaches beyond what is managed here' using errcode = '42501';
  end if;
  select * into strict r from access.role where code = p_role;
  insert into access.reach_grant (actor_id, role_code, scope_kind, scope_id, read_mask, write_mask, valid_from, valid_until, basis, reason, granted_by)
  values (p_actor, p_role, p_scope_kind, p_scope_id, r.read_mask, r.write_mask, p_from, coalesce(p_until, 'infinity'), p_basis, p_reason, me)
  returning id into new_id;
  perform access.refresh_actor(p_actor);
  return new_id;
end $$;

create function access.end_grant(p_grant bigint, p_reason text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare whose bigint; begin
  if not access.manages_grant(p_grant) then
    raise exception 'this role reaches beyond what is managed here' using errcode = '42501';
  end if;
  update access.reach_grant set valid_until = now(), reason = concat_ws(' · ', nullif(reason, ''), p_reason)
    where id = p_grant and valid_until > now() returning actor_id into whose;
  if whose is null then raise exception 'this grant has ended already' using errcode = 'no_data_found'; end if;
  perform access.refresh_actor(whose);
end $$;

create function access.list_grants(p_actor bigint) returns table (id bigint, role_code text, scope_kind text, scope_id bigint,
  valid_from timestamptz, valid_until timestamptz, basis text, reason text, granted_by text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_actor <> access.actor_id() then perform access.require('organisations.manage'), access.require_colleague(p_actor); end if;
  return query select g.id, g.role_code, g.scope_kind, g.scope_id, g.valid_from, g.valid_until, g.basis, g.reason, b.name
    from access.reach_grant g left join access.actor b on b.id = g.granted_by where g.actor_id = p_actor order by g.valid_from desc, g.id desc;
end $$;

-- Break the glass: one client outside one's reach, one hour, with a purpose and a reason, for review afterwards.
create function access.break_glass(p_client bigint, p_purpose text, p_reason text, p_minutes int) returns timestamptz
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare me bigint := current_setting('app.actor')::bigint; mask record; ends timestamptz := now() + make_interval(mins => least(p_minutes, 120)); begin
  perform access.require('sharing.break_glass');
  if length(btrim(p_reason)) < 10 then raise exception 'a reason is needed' using errcode = 'check_violation'; end if;
  -- What the person's own roles read at their own place, for this one client; never more than that.
  select coalesce(bit_or(r.read_mask), 0) as r into mask
    from access.reach_grant g join access.role r on r.code = g.role_code
    where g.actor_id = me and g.valid_from <= now() and g.valid_until > now();
  insert into access.reach_grant (actor_id, scope_kind, scope_id, read_mask, write_mask, valid_until, basis, reason, granted_by)
  values (me, 'client', p_client, mask.r, 0, ends, 'break-glass:' || p_purpose, p_reason, me);
  perform access.refresh_client(p_client);
  return ends;
end $$;

create function access.is_in_reach(p_client bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return access.may_read(p_client, 1);
end $$;
