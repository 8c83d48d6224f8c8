-- May the acting person do this at this establishment?
create function estate_may(p_permission text, p_establishment bigint) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return access.may(p_permission) and access.works_at(p_establishment);
end $$;

create function estate_of_room(p_room bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select u.establishment_id from estate_room r join estate_unit u on u.id = r.unit_id where r.id = p_room $$;

create function estate_of_unit(p_unit bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select establishment_id from estate_unit where id = p_unit $$;

-- Everybody reads the estate; the own establishment alone is changed, whatever a page asks for.
alter policy rt_insert on estate_unit with check (estate_may('estate.manage', establishment_id));
alter policy rt_update on estate_unit
  using (estate_may('estate.manage', establishment_id)) with check (estate_may('estate.manage', establishment_id));
alter policy rt_insert on estate_room with check (estate_may('estate.manage', estate_of_unit(unit_id)));
alter policy rt_update on estate_room
  using (estate_may('estate.manage', estate_of_unit(unit_id))) with check (estate_may('estate.manage', estate_of_unit(unit_id)));
alter policy rt_insert on estate_outofuse
  with check (set_by = access.actor_id() and estate_may('estate.manage', estate_of_room(room_id)));
alter policy rt_update on estate_outofuse
  using (estate_may('estate.manage', estate_of_room(room_id))) with check (estate_may('estate.manage', estate_of_room(room_id)));
alter policy rt_insert on estate_equipment with check (estate_may('estate.manage', establishment_id)
  and (room_id is null or estate_of_room(room_id) = establishment_id));
alter policy rt_update on estate_equipment using (estate_may('estate.manage', establishment_id))
  with check (estate_may('estate.manage', establishment_id) and (room_id is null or estate_of_room(room_id) = establishment_id));
-- A period that began is ended, not rewritten; one that did not begin yet may be taken off (the thread keeps that it was planned).
alter policy rt_delete on estate_outofuse
  using (lower(period) > now() and estate_may('estate.manage', estate_of_room(room_id)));
revoke update on estate_outofuse from rt_web;
grant update (period) on estate_outofuse to rt_web;

-- Certificates are read where they hold; asked for in one's own name; decided by another person; taken back by who asked.
alter policy rt_read on estate_capacitycertificate using (access.actor_kind() in ('staff', 'system') and exists (
  select 1 from estate_unit u join estate_room r on r.unit_id = u.id where r.id = room_id
    and (estate_may('estate.certify_request', u.establishment_id) or estate_may('estate.certify', u.establishment_id)
      or estate_may('estate.manage', u.establishment_id))));
create policy rt_insert on estate_capacitycertificate for insert to rt_web with check (
  state = 'requested' and asked_by = access.actor_id() and estate_may('estate.certify_request', estate_of_room(room_id)));
create policy rt_update on estate_capacitycertificate for update to rt_web
  using (state = 'requested' and case when asked_by = access.actor_id()
    then estate_may('estate.certify_request', estate_of_room(room_id))
    else estate_may('estate.certify', estate_of_room(room_id)) end)
  with check (decided_by = access.actor_id()
    and case when asked_by = access.actor_id() then state = 'withdrawn' else state in ('approved', 'declined') end);
grant insert on estate_capacitycertificate to rt_web;
grant update (state, decided_by, decided_at, words) on estate_capacitycertificate to rt_web;

-- The number of people that a room is certified for changes with an approved certificate and in no other way. A room that
-- people are to live in begins with none, also one that was a classroom before; other rooms say how many fit.
create function estate_capacity_is_certified() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare lived_in text[] := array['living', 'segregation']; was int := 0; begin
  if tg_op = 'UPDATE' and old.use = any (lived_in) then was := old.capacity; end if;
  if new.use = any (lived_in) and new.capacity <> was and not pg_has_role(current_user, 'rt_owner', 'member') then
    raise exception 'room % is certified for % people: only an approved certificate changes that', new.code, was
      using errcode = 'check_violation', constraint = 'capacity_is_certified';
  end if;
  return new;
end $$;
create trigger capacity_is_certified before insert or update of capacity, use on estate_room
  for each row execute function estate_capacity_is_certified();

create function estate_certificate_holds() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update estate_room set capacity = new.capacity,
    -- A room that works with fewer places keeps that, as far as the certificate lets it.
    working_capacity = case when working_capacity < new.capacity then working_capacity end
  where id = new.room_id;
  return null;
end $$;
create trigger certificate_holds after update of state on estate_capacitycertificate
  for each row when (new.state = 'approved' and old.state = 'requested') execute function estate_certificate_holds();

create function estate_certificate_stays() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'a certificate that was decided stays as it is' using errcode = 'check_violation', constraint = 'certificate_stays';
end $$;
create trigger certificate_stays before update or delete on estate_capacitycertificate
  for each row when (old.state <> 'requested') execute function estate_certificate_stays();

-- A unit is a part of a unit of the same establishment, and never of itself through others. Two hands that hang two units
-- into each other queue at the establishment's row; the second then sees what the first did.
create function estate_units_are_a_tree() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from estate_establishment where id = new.establishment_id for no key update;
  if (select establishment_id from estate_unit where id = new.parent_id) <> new.establishment_id then
    raise exception 'a unit is a part of a unit of its own establishment'
      using errcode = 'check_violation', constraint = 'unit_stays_in_its_establishment';
  end if;
  if exists (with recursive above as (
      select id, parent_id from estate_unit where id = new.parent_id
      union
      select u.id, u.parent_id from estate_unit u join above a on u.id = a.parent_id)
    select 1 from above where id = new.id) then
    raise exception 'a unit is never a part of itself'
      using errcode = 'check_violation', constraint = 'unit_is_no_part_of_itself';
  end if;
  return null;
end $$;
create trigger units_are_a_tree after insert or update of parent_id, establishment_id on estate_unit
  for each row when (new.parent_id is not null) execute function estate_units_are_a_tree();
-- A unit that moves house takes its parts along, or does not move.
create function estate_parts_follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select 1 from estate_unit where parent_id = new.id and establishment_id <> new.establishment_id) then
    raise exception 'a unit is a part of a unit of its own establishment'
      using errcode = 'check_violation', constraint = 'unit_stays_in_its_establishment';
  end if;
  return null;
end $$;
create trigger parts_follow after update of establishment_id on estate_unit
  for each row when (old.establishment_id <> new.establishment_id) execute function estate_parts_follow();

-- Who answers for a house answers for its parts: a unit that is hung elsewhere changes hands with everybody in it.
create function estate_reach_follows() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.refresh_client(p.client_id) from access.client_place p
    where p.unit_id in (select access.parts_of(new.id)) order by p.client_id;
  return null;
end $$;
create trigger reach_follows after update of parent_id on estate_unit
  for each row when (new.parent_id is distinct from old.parent_id) execute function estate_reach_follows();

-- Rooms of a storey of a unit do not lie on each other on its plan; the half square leaves neighbours free to touch.
alter table estate_room add constraint rooms_do_not_overlap_on_the_plan exclude using gist (
  unit_id with =, storey with =, box(point(plan_x, plan_y), point(plan_x + plan_w - 0.5, plan_y + plan_h - 0.5)) with &&)
  where (plan_x is not null) deferrable initially immediate;
