-- Begin a stay, saying how it began.
-- squawk-ignore ban-drop-function -- it is made anew at once, in the same transaction, with one argument more
drop function custody_begin_stay(bigint, bigint, timestamptz);
create function custody_begin_stay(p_client bigint, p_room bigint, p_at timestamptz, p_came_as text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare new_id bigint; begin
  perform access.require('custody.place');
  if not access.may_write(p_client, 4) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  insert into custody_stay (client_id, establishment_id, unit_id, room_id, period, came_as)
  select p_client, u.establishment_id, u.id, r.id, tstzrange(p_at, null), p_came_as
  from estate_room r join estate_unit u on u.id = r.unit_id where r.id = p_room returning id into new_id;
  return new_id;
end $$;

-- A transfer goes one way, and only a person with the right decides it, in their own name.
create function custody_guard_transfer() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_user = 'rt_owner' then return new; end if;
  if tg_op = 'INSERT' then
    if new.status <> 'proposed' or new.proposed_by <> access.actor_id() then
      raise exception 'a transfer begins as a proposal of whoever proposes it' using errcode = 'check_violation';
    end if;
    return new;
  end if;
  if (new.client_id, new.from_establishment_id, new.to_establishment_id, new.reason, new.grounds, new.proposed_by, new.proposed_at)
     is distinct from (old.client_id, old.from_establishment_id, old.to_establishment_id, old.reason, old.grounds, old.proposed_by, old.proposed_at) then
    raise exception 'what was proposed stays as it was proposed' using errcode = 'check_violation';
  end if;
  if new.status <> old.status then
    if (old.status, new.status) not in (('proposed', 'decided'), ('proposed', 'refused'), ('proposed', 'cancelled'), ('decided', 'cancelled'),
        ('decided', 'underway'), ('underway', 'arrived'), ('underway', 'cancelled')) then
      raise exception 'a transfer does not go from % to %', old.status, new.status using errcode = 'check_violation';
    end if;
    if new.status in ('decided', 'refused') then
      perform access.require('custody.decide_transfer');
      if new.decided_by is distinct from access.actor_id() then
        raise exception 'a decision is made in one''s own name' using errcode = 'check_violation';
      end if;
    end if;
  elsif (new.decided_by, new.decided_at, new.decision_grounds) is distinct from (old.decided_by, old.decided_at, old.decision_grounds) then
    raise exception 'a decision is not rewritten' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger transfer_guard before insert or update on custody_transfer for each row execute function custody_guard_transfer();

-- Do I work for this establishment, or for the whole service?
create function custody_require_here(p_establishment bigint, p_permission text) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require(p_permission);
  if not access.works_at(p_establishment)
      and not exists (select 1 from access.actor a where a.id = access.actor_id() and a.wide_read & 4 <> 0) then
    raise exception 'this is another establishment' using errcode = '42501';
  end if;
end $$;

-- Transfers from and to an establishment that are open: the receiving place does not reach the person yet, but has to make ready.
create function custody_open_transfers(p_establishment bigint)
returns table (id uuid, client_id bigint, number text, given_name text, family_name text, language text, from_id bigint, from_name text, to_id bigint,
  to_name text, status text, reason text, planned_at timestamptz, departed_at timestamptz, proposed_by text, decided_by text)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare n bigint; begin
  perform custody_require_here(p_establishment, 'custody.place');
  return query
    select t.id, t.client_id, c.number::text, c.given_name::text, c.family_name::text, c.language::text, f.id, f.name::text, g.id, g.name::text,
      t.status::text, t.reason::text, t.planned_at, t.departed_at, p.name, d.name
    from custody_transfer t join people_client c on c.id = t.client_id
      join estate_establishment f on f.id = t.from_establishment_id join estate_establishment g on g.id = t.to_establishment_id
      join access.actor p on p.id = t.proposed_by left join access.actor d on d.id = t.decided_by
    where t.status in ('proposed', 'decided', 'underway')
      and (t.from_establishment_id = p_establishment or (t.to_establishment_id = p_establishment and t.status <> 'proposed'))
    order by t.planned_at, t.id;
  get diagnostics n = row_count;
  insert into access.read_audit (actor_id, classes, route, purpose, detail) values (access.actor_id(), 4, 'custody:transfers', 'duty', p_establishment || ' → ' || n);
end $$;

-- Everybody in the service who may be the person on the papers: near names, the birth date, the number. Each asking is logged.
create function custody_candidates(p_names text, p_born date, p_number text)
returns table (client_id bigint, number text, given_name text, family_name text, born_on date, gender text, is_held boolean, held_at text, likeness real)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp set pg_trgm.word_similarity_threshold = 0.4 as $$
declare q text := lower(public.unaccent(left(btrim(p_names), 160))); n bigint; begin
  perform access.require('custody.receive');
  return query
    with hit as (
      select c.id from people_client c where length(q) > 2 and c.search_key %> q
      union select c.id from people_client c where p_born is not null and c.born_on = p_born
        and word_similarity(q, c.search_key) > 0.25
      union select c.id from people_client c where btrim(p_number) <> '' and lower(c.number) = lower(btrim(p_number))
    )
    select c.id, c.number::text, c.given_name::text, c.family_name::text, c.born_on, c.gender::text, s.id is not null, e.name::text,
      similarity(q, lower(public.unaccent(c.given_name || ' ' || c.family_name)))
    from hit join people_client c on c.id = hit.id left join custody_stay s on s.client_id = c.id and upper_inf(s.period)
      left join estate_establishment e on e.id = s.establishment_id
    order by 9 desc, c.id limit 60;
  get diagnostics n = row_count;
  insert into access.read_audit (actor_id, classes, route, purpose, detail) values (access.actor_id(), 1, 'custody:match', 'duty', q || ' → ' || n);
end $$;

-- ---------------------------------------------------------------- key workers
-- How many clients one person may have is the pack's: the program says it.
create function custody_key_worker_choices(p_establishment bigint)
returns table (staff_actor_id bigint, name text, title text, has int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform custody_require_here(p_establishment, 'custody.place');
  return query
    select m.actor_id, m.given_name || ' ' || m.family_name, m.title::text,
      (select count(*)::int from custody_keyworker k where k.staff_actor_id = m.actor_id and upper_inf(k.period))
    from organisations_staffmember m
    where m.establishment_id = p_establishment and m.is_active and exists (select 1 from access.reach_grant g where g.actor_id = m.actor_id
      and g.role_code in ('officer', 'key_worker') and (g.scope_kind <> 'client' or g.basis = 'role') and g.valid_from <= now() and g.valid_until > now())
    order by 4, 2;
end $$;

-- Who had this client here last, works here still and has room for one more.
create function custody_former_key_worker(p_client bigint, p_establishment bigint, p_most int) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('custody.place');
  if not access.may_read(p_client, 4) then return null; end if;
  return (select k.staff_actor_id from custody_keyworker k join organisations_staffmember m on m.actor_id = k.staff_actor_id
    where k.client_id = p_client and k.establishment_id = p_establishment and not upper_inf(k.period)
      and m.establishment_id = p_establishment and m.is_active
      and (select count(*) from custody_keyworker o where o.staff_actor_id = k.staff_actor_id and upper_inf(o.period)) < p_most
    order by upper(k.period) desc limit 1);
end $$;

create function custody_begin_key_worker(p_client bigint, p_staff bigint, p_most int, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare here bigint; the_grant bigint; new_id bigint; r access.role; begin
  perform access.require('custody.place');
  if not access.may_write(p_client, 4) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  select s.establishment_id into strict here from custody_stay s where s.client_id = p_client and upper_inf(s.period);
  perform 1 from organisations_staffmember m where m.actor_id = p_staff and m.establishment_id = here and m.is_active for no key update;
  if not found then raise exception 'this person does not work there' using errcode = 'check_violation'; end if;
  -- The reach of a key worker is for those who do that work: placing somebody is no way to read their plan.
  if not exists (select 1 from access.reach_grant g where g.actor_id = p_staff and g.role_code in ('officer', 'key_worker')
      and (g.scope_kind <> 'client' or g.basis = 'role') and g.valid_from <= now() and g.valid_until > now()) then
    raise exception 'this person is no key worker' using errcode = 'check_violation';
  end if;
  if (select count(*) from custody_keyworker k where k.staff_actor_id = p_staff and upper_inf(k.period)) >= p_most then
    raise exception 'this person has no room for one more' using errcode = 'check_violation';
  end if;
  select * into strict r from access.role where code = 'key_worker';
  insert into access.reach_grant (actor_id, role_code, scope_kind, scope_id, read_mask, write_mask, valid_until, basis, reason, granted_by)
  values (p_staff, 'key_worker', 'client', p_client, r.read_mask, r.write_mask, 'infinity', 'key-worker', '', access.actor_id()) returning id into the_grant;
  insert into custody_keyworker (client_id, establishment_id, staff_actor_id, grant_id, period)
  values (p_client, here, p_staff, the_grant, tstzrange(p_at, null)) returning id into new_id;
  perform access.refresh_actor(p_staff);
  return new_id;
end $$;

create function custody_end_key_worker(p_client bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare k custody_keyworker; begin
  perform access.require('custody.place');
  if not access.may_write(p_client, 4) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  select * into strict k from custody_keyworker where client_id = p_client and upper_inf(period) for update;
  update custody_keyworker set period = tstzrange(lower(period), greatest(p_at, lower(period) + interval '1 microsecond')) where id = k.id;
  update access.reach_grant set valid_until = now() where id = k.grant_id and valid_until > now();
  perform access.refresh_actor(k.staff_actor_id);
end $$;

-- The person has seen a receipt.
create function custody_see_receipt(p_receipt bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update custody_receipt set seen_at = p_at where id = p_receipt and client_id = access.client_id() and seen_at is null;
end $$;

-- ---------------------------------------------------------------- who is expected from outside: no client yet, so no reach to derive from
alter table custody_expectedarrival enable row level security, force row level security;
create policy rt_owner_all on custody_expectedarrival to rt_owner using (true) with check (true);
create function custody_is_here(p_establishment bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return access.may('custody.receive') and access.works_at(p_establishment);
end $$;
create policy rt_read on custody_expectedarrival for select to rt_web using ((select access.context_ok()) and custody_is_here(establishment_id));
create policy rt_insert on custody_expectedarrival for insert to rt_web with check ((select access.context_ok()) and custody_is_here(establishment_id));
create policy rt_update on custody_expectedarrival for update to rt_web
  using ((select access.context_ok()) and custody_is_here(establishment_id)) with check (custody_is_here(establishment_id));
grant select, insert, update on custody_expectedarrival to rt_web;
