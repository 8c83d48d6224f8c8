-- ---------------------------------------------------------------- restrictions: written once, ended once, withdrawn once
create function custody_keep_restriction() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_user = 'rt_owner' then return new; end if;
  if tg_op = 'INSERT' then
    if new.recorded_by is distinct from access.actor_id() or new.lifted_at is not null or new.withdrawn_at is not null then
      raise exception 'a restriction is entered in one''s own name, as it was decided' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (new.id, new.client_id, new.channel, new.closes, lower(new.period), new.decision_number, new.decided_by, new.told_reason, new.recorded_at, new.recorded_by)
       is distinct from (old.id, old.client_id, old.channel, old.closes, lower(old.period), old.decision_number, old.decided_by, old.told_reason, old.recorded_at, old.recorded_by)
     or old.withdrawn_at is not null or (old.lifted_at is not null and (new.lifted_at, new.lifted_by, new.lifted_decision, new.period)
       is distinct from (old.lifted_at, old.lifted_by, old.lifted_decision, old.period)) then
    raise exception 'a restriction is changed by a further decision' using errcode = '42501';
  end if;
  -- Staff do not lift it: a decision with a number of its own does.
  if (new.period <> old.period or new.lifted_at is distinct from old.lifted_at) and old.lifted_at is null
     and (new.lifted_decision = '' or new.lifted_at is null or new.lifted_by is distinct from access.actor_id() or not new.period <@ old.period) then
    raise exception 'a restriction is lifted by a further decision' using errcode = '42501';
  end if;
  if new.withdrawn_at is not null and new.withdrawn_by is distinct from access.actor_id() then
    raise exception 'a restriction is withdrawn in one''s own name' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger custody_keep_restriction before insert or update on custody_restriction
  for each row execute function custody_keep_restriction();

-- What is closed for somebody at an instant, and until when: no more than that, so that everybody inside who opens a channel can ask.
create function custody_closed_channels(p_client bigint, p_at timestamptz)
returns table (channel text, closed_until timestamptz, closes text[])
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if access.actor_kind() = 'partner' or not access.may_read(p_client, 1) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  return query select r.channel::text, upper(r.period), r.closes::text[] from custody_restriction r
    where r.client_id = p_client and r.withdrawn_at is null and r.period @> p_at order by 1;
end $$;

-- What ends with a stay: the segregation of that place; with a release or a death the restrictions of the remand, too.
create function custody_end_safety(p_client bigint, p_at timestamptz, p_restrictions boolean, out segregations int, out restrictions int)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('custody.place');
  if not access.may_write(p_client, 4) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  update custody_segregation set period = tstzrange(lower(period), greatest(p_at, lower(period) + interval '1 microsecond'))
    where client_id = p_client and upper_inf(period);
  get diagnostics segregations = row_count;
  restrictions := 0;
  if p_restrictions then
    update custody_restriction set period = tstzrange(lower(period), greatest(p_at, lower(period) + interval '1 microsecond')),
        lifted_at = p_at, lifted_by = access.actor_id()
      where client_id = p_client and withdrawn_at is null and lifted_at is null and coalesce(upper(period), 'infinity') > p_at;
    get diagnostics restrictions = row_count;
  end if;
end $$;

-- ---------------------------------------------------------------- keep apart
-- Also read from the side of the other one; never by either of the two.
create policy rt_read_other on custody_keepapart for select to rt_web using (
  (select access.context_ok()) and (select access.actor_kind() in ('staff', 'system')) and access.may_read(other_id, 16777216));

-- Open a pair. The other one is named by number, and need not be in reach. problem: '', 'unknown', 'self' or 'open'.
create function custody_open_apart(p_client bigint, p_number text, p_role text, p_other_role text, p_reason text, p_level text, p_comment text,
    p_at timestamptz, out pair_id bigint, out other_id bigint, out problem text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('custody.keep_apart');
  if not access.may_write(p_client, 16777216) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  select c.id into other_id from people_client c where lower(c.number) = lower(btrim(p_number));
  insert into access.read_audit (actor_id, client_id, classes, route, purpose, detail)
  values (access.actor_id(), other_id, 1, 'custody:keep-apart', 'duty', left(p_number, 40));
  problem := case when other_id is null then 'unknown' when other_id = p_client then 'self' else '' end;
  if problem <> '' then return; end if;
  insert into custody_keepapart (client_id, other_id, client_role, other_role, reason, level, comment, opened_at, opened_by, closed_reason)
  values (p_client, other_id, p_role, p_other_role, p_reason, p_level, p_comment, p_at, access.actor_id(), '')
  on conflict do nothing returning id into pair_id;
  if pair_id is null then problem := 'open'; end if;
end $$;

-- Close a pair; false when somebody did already.
create function custody_close_apart(p_pair bigint, p_reason text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare k custody_keepapart; begin
  perform access.require('custody.keep_apart');
  select * into k from custody_keepapart where id = p_pair for update;
  if not found or not (access.may_write(k.client_id, 16777216) or access.may_write(k.other_id, 16777216)) then
    raise exception 'this pair is out of reach' using errcode = '42501';
  end if;
  update custody_keepapart set closed_at = p_at, closed_by = access.actor_id(), closed_reason = p_reason where id = p_pair and closed_at is null;
  return found;
end $$;

-- Write about a pair into the thread of one of the two, in reach or not: what happens to a pair stands in both. The entry is
-- the acting person's; only the question whether they reach the thread is not asked again.
create function custody_tell_apart(p_pair bigint, p_client bigint, p_kind text, p_payload text, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare k custody_keepapart; me bigint := access.actor_id(); s int; before text[]; names text[] := array['actor', 'kind', 'client', 'focus',
    'focus_read', 'focus_write', 'wide_read', 'wide_write', 'sig']; begin
  if p_kind = 'custody.keep_apart_changed' then perform access.require('custody.keep_apart');
  elsif p_kind = 'custody.placed_against' then perform access.require('custody.place_against');
  else raise exception 'not an entry about a pair: %', p_kind using errcode = '42501'; end if;
  select * into strict k from custody_keepapart where id = p_pair;
  if p_client not in (k.client_id, k.other_id) or not (access.may_read(k.client_id, 1) or access.may_read(k.other_id, 1)) then
    raise exception 'this pair is out of reach' using errcode = '42501';
  end if;
  select array_agg(coalesce(current_setting('app.' || n, true), '') order by i) into before from unnest(names) with ordinality as u(n, i);
  perform access.set_context(me, 'system', null, null, 0, 0, 0, 0);
  s := thread.append(p_client, 134217728, p_kind, p_payload, p_at);
  perform set_config('app.' || names[i], before[i], true) from generate_subscripts(names, 1) as i;
  return s;
end $$;

create function custody_top_unit(p_unit bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with recursive above as (
    select id, parent_id from estate_unit where id = p_unit
    union all
    select u.id, u.parent_id from estate_unit u join above a on u.id = a.parent_id)
  select id from above where parent_id is null $$;

create function custody_sharing_risk(p_client bigint) returns text
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select risk from custody_cellsharing where client_id = p_client order by assessed_at desc, id limit 1 $$;
revoke all on function custody_sharing_risk(bigint) from public;

-- What stands against giving somebody a room: who lives too near and must not, wherever the reach of the acting person ends,
-- and whether the room would be shared with a high risk. Of others no more is told than that, and the level; their name where
-- it may be read. It locks the pairs, so that two people of one pair are never placed at once. p_from: where a journey begins.
create function custody_conflicts(p_client bigint, p_room bigint, p_from bigint)
returns table (kind text, pair_id bigint, other_id bigint, level text, name text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare u estate_unit; begin
  perform access.require('custody.place');
  if not (access.may_read(p_client, 4) or access.can_read(p_client, 4)) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  select eu.* into strict u from estate_unit eu join estate_room r on r.unit_id = eu.id where r.id = p_room;
  perform 1 from custody_keepapart k where p_client in (k.client_id, k.other_id) and k.closed_at is null order by k.id for update;
  return query
    with found as (
      select 'apart' as kind, k.id as pair_id, o.id as other_id, k.level::text as level
      from custody_keepapart k join people_client o on o.id = case when k.client_id = p_client then k.other_id else k.client_id end
        left join custody_stay s on s.client_id = o.id and upper_inf(s.period)
      where p_client in (k.client_id, k.other_id) and k.closed_at is null and case k.level
        when 'cell' then s.room_id = p_room
        when 'landing' then s.unit_id = u.id
        when 'unit' then s.establishment_id = u.establishment_id and custody_top_unit(s.unit_id) = custody_top_unit(u.id)
        when 'establishment' then s.establishment_id = u.establishment_id
        else p_from is not null and exists (select 1 from custody_transfer t where t.client_id = o.id and t.status = 'underway'
          and t.from_establishment_id = p_from and t.to_establishment_id = u.establishment_id) end
      union all
      select 'sharing', null, s.client_id, 'high' from custody_stay s
      where s.room_id = p_room and upper_inf(s.period) and s.client_id <> p_client
        and 'high' in (custody_sharing_risk(p_client), custody_sharing_risk(s.client_id)))
    select f.kind, f.pair_id, f.other_id, f.level,
      case when access.may_read(f.other_id, 1) or access.can_read(f.other_id, 1) then c.given_name || ' ' || c.family_name else '' end
    from found f join people_client c on c.id = f.other_id order by f.other_id, f.kind;
end $$;

-- ---------------------------------------------------------------- segregation
create function custody_keep_segregation() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_user = 'rt_owner' then return new; end if;
  if tg_op = 'INSERT' then
    if new.decided_by is distinct from access.actor_id() or not upper_inf(new.period) then
      raise exception 'a segregation is decided in one''s own name' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (new.id, new.client_id, new.establishment_id, new.ground, new.reason, new.place, new.doctor, new.decided_by, new.recorded_at, lower(new.period))
       is distinct from (old.id, old.client_id, old.establishment_id, old.ground, old.reason, old.place, old.doctor, old.decided_by, old.recorded_at, lower(old.period))
     or (not upper_inf(old.period) and new.period <> old.period) then
    raise exception 'what was decided stays as it was decided' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger custody_keep_segregation before insert or update on custody_segregation
  for each row execute function custody_keep_segregation();

-- Whoever works with the person notes time with others, the doctor and the daily visit; they decide nothing by it.
create function custody_note_segregation(p_segregation uuid, p_kind text, p_on date, p_minutes int, p_who text, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare s custody_segregation; new_id bigint; begin
  perform access.require('custody.watch');
  select * into s from custody_segregation where id = p_segregation for no key update;
  if not found or not access.may_read(s.client_id, 16777216) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  insert into custody_segregationnote (segregation_id, client_id, kind, "on", minutes, who, at, by)
  values (p_segregation, s.client_id, p_kind, p_on, p_minutes, p_who, p_at, access.actor_id()) returning id into new_id;
  return new_id;
end $$;

-- Health staff see whom they have to visit where they work, and note that they did: of a segregation no more than that it is.
create function custody_to_visit(p_establishment bigint)
returns table (segregation_id uuid, number text, given_name text, family_name text, place text, since timestamptz, seen_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare n bigint; begin
  perform access.require('custody.visit'), access.require_place(p_establishment);
  return query
    select s.id, c.number::text, c.given_name::text, c.family_name::text, s.place::text, lower(s.period),
      (select max(v.at) from custody_segregationnote v where v.segregation_id = s.id and v.kind = 'doctor')
    from custody_segregation s join people_client c on c.id = s.client_id
    where s.establishment_id = p_establishment and upper_inf(s.period) order by 7 nulls first, 6;
  get diagnostics n = row_count;
  insert into access.read_audit (actor_id, classes, route, purpose, detail)
  values (access.actor_id(), 1, 'custody:to-visit', 'duty', p_establishment || ' → ' || n);
end $$;

create function custody_note_visit(p_segregation uuid, p_on date, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare s custody_segregation; new_id bigint; begin
  perform access.require('custody.visit');
  select * into s from custody_segregation where id = p_segregation and upper_inf(period) for no key update;
  if not found then raise exception 'this segregation has ended' using errcode = 'no_data_found'; end if;
  perform access.require_place(s.establishment_id);
  insert into custody_segregationnote (segregation_id, client_id, kind, "on", minutes, who, at, by)
  select s.id, s.client_id, 'doctor', p_on, 0, left(concat_ws(', ', a.name, nullif(a.title, '')), 120), p_at, a.id
  from access.actor a where a.id = access.actor_id() returning id into new_id;
  return new_id;
end $$;
