-- All stays in a room, ended ones too: without it the rule below reads every stay of the service for each one written.
create index stay_by_room on custody_stay (room_id);

-- The most people who are in a room at once during a period: looked at where it begins and where anybody comes in it.
create function custody_peak(p_room bigint, p_period tstzrange) returns int
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  -- "is true" keeps the index of the periods out: it finds nearly everybody who is held anywhere, the room's a handful.
  select coalesce(max((select count(*) from custody_stay b where b.room_id = p_room and (b.period @> i.at) is true)), 0)::int
  from (select lower(p_period) as at
        union select lower(s.period) from custody_stay s
          where s.room_id = p_room and (s.period && p_period) is true and lower(s.period) > lower(p_period)) i $$;
revoke all on function custody_peak(bigint, tstzrange) from public;

-- Is this unit, or a house that it is a part of, closed?
create function custody_unit_is_closed(p_unit bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with recursive above as (
    select parent_id, is_open from estate_unit where id = p_unit
    union all
    select u.parent_id, u.is_open from estate_unit u join above a on u.id = a.parent_id)
  select not bool_and(is_open) from above $$;

-- What a room says to one more person from an instant on: its places, how many are taken, and why it takes nobody (null: it
-- does). It locks the room until the transaction ends, so that all who want its last place queue here.
create function custody_room_state(p_room bigint, p_at timestamptz, out places int, out held int, out closed text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare r estate_room; begin
  -- For a loader it is the rule of the table that asks: the owner acts as nobody. How full a room is is no client's and no partner's business.
  if coalesce(nullif(current_setting('role'), 'none'), session_user) <> 'rt_owner' and access.actor_kind() not in ('staff', 'system') then
    raise exception 'only staff count places' using errcode = '42501';
  end if;
  select * into strict r from estate_room where id = p_room for no key update;
  places := coalesce(r.working_capacity, r.capacity);
  held := custody_peak(p_room, tstzrange(p_at, null));
  closed := case
    when r.use not in ('living', 'segregation') then 'use'
    when not r.is_open or custody_unit_is_closed(r.unit_id) then 'closed'
    when exists (select 1 from estate_outofuse o where o.room_id = p_room and o.period @> p_at) then 'out_of_use' end;
end $$;

-- The rule itself: whoever writes a stay, by whatever way, a room never holds more people than it has places at any instant,
-- and nobody comes into one that is closed, out of use, or not for living in. Ending a stay is always possible.
create function custody_stay_fits() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare state record; comes boolean := true; begin
  if tg_op = 'UPDATE' then
    comes := new.room_id <> old.room_id or lower(new.period) < lower(old.period);
    if not comes and new.period <@ old.period then return null; end if;
  end if;
  -- A snapshot taken before the lock would count who was here then. One statement, one snapshot: the program's level.
  if current_setting('transaction_isolation') = 'repeatable read' then
    raise exception 'stays are not written at repeatable read' using errcode = 'feature_not_supported';
  end if;
  select * into state from custody_room_state(new.room_id, lower(new.period));
  if comes and state.closed is not null then
    raise exception 'room % takes nobody: %', new.room_id, state.closed
      using errcode = 'check_violation', constraint = 'stays_begin_in_a_room_in_use';
  end if;
  if custody_peak(new.room_id, new.period) > state.places then
    raise exception 'room % has % places', new.room_id, state.places
      using errcode = 'check_violation', constraint = 'stays_never_overfill_a_room';
  end if;
  return null;
end $$;
create trigger stay_fits after insert or update of room_id, period on custody_stay
  for each row execute function custody_stay_fits();

-- A room where somebody lives stays a room to live in.
create function custody_room_is_lived_in() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select 1 from custody_stay s where s.room_id = new.id and (upper_inf(s.period) or upper(s.period) > now())) then
    raise exception 'somebody lives in room %', new.code using errcode = 'check_violation', constraint = 'room_is_lived_in';
  end if;
  return null;
end $$;
create trigger room_is_lived_in after update of use on estate_room
  for each row when (old.use in ('living', 'segregation') and new.use not in ('living', 'segregation'))
  execute function custody_room_is_lived_in();

-- How many are held in each room of an establishment now, and how many of them are out, seen or not: free places do not
-- depend on who asks. For staff of that place, and of the whole service.
create function custody_room_counts(p_establishment bigint) returns table (room_id bigint, held int, away int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not access.works_at(p_establishment) then
    raise exception 'this is another establishment' using errcode = '42501';
  end if;
  return query
    select s.room_id, count(*)::int, count(a.id)::int
    from estate_unit u join custody_stay s on s.unit_id = u.id and upper(s.period) is null
      left join custody_absence a on a.client_id = s.client_id and upper(a.period) is null
    where u.establishment_id = p_establishment group by s.room_id;
end $$;

-- Where one more person could live at an establishment, and how many: no word of who lives there. Whoever places people asks
-- it of the place that is to receive somebody, too. The room itself is asked again when somebody comes (custody_room_state).
create function custody_free_rooms(p_establishment bigint) returns table (room_id bigint, free int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not access.may('custody.place') then perform access.require('custody.receive'); end if;
  return query
    select r.id, coalesce(r.working_capacity, r.capacity) - coalesce(h.held, 0)
    from estate_unit u join estate_room r on r.unit_id = u.id
      left join (select s.room_id as id, count(*)::int as held from custody_stay s
        where s.establishment_id = p_establishment and upper(s.period) is null group by 1) h on h.id = r.id
    where u.establishment_id = p_establishment and r.use in ('living', 'segregation') and r.is_open
      and coalesce(r.working_capacity, r.capacity) > coalesce(h.held, 0) and not custody_unit_is_closed(u.id)
      and not exists (select 1 from estate_outofuse o where o.room_id = r.id and o.period @> now());
end $$;
