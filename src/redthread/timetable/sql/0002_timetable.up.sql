-- What the tables alone cannot say: parts follow their booking, busy times without words, what an event does across reach.
create schema timetable;
grant usage on schema timetable to rt_web;

-- ---------------------------------------------------------------- parts carry their booking's time, class and state
create function timetable.copy_from_booking() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare b timetable_booking; begin
  select * into strict b from timetable_booking where id = new.booking_id;
  new.period := b.period;
  new.is_active := b.status in ('planned', 'done');
  if tg_table_name = 'timetable_bookingclient' then
    new.info_class := b.info_class;
    new.is_active := new.is_active and new.left_at is null;
  end if;
  return new;
end $$;
create trigger part_follows before insert or update on timetable_bookingclient for each row execute function timetable.copy_from_booking();
create trigger part_follows before insert or update on timetable_bookingstaff for each row execute function timetable.copy_from_booking();
create trigger part_follows before insert or update on timetable_bookingequipment for each row execute function timetable.copy_from_booking();

-- Definer, because whoever moves a group may not reach everybody in it.
create function timetable.spread() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update timetable_bookingclient set period = new.period where booking_id = new.id;
  update timetable_bookingstaff set period = new.period where booking_id = new.id;
  update timetable_bookingequipment set period = new.period where booking_id = new.id;
  return null;
end $$;
create trigger booking_spread after update on timetable_booking for each row
  when (old.period is distinct from new.period or old.status <> new.status or old.info_class <> new.info_class)
  execute function timetable.spread();

-- ---------------------------------------------------------------- who reads and writes a booking
create function timetable.my_establishment() returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select establishment_id from access.actor where id = access.actor_id());
end $$;

-- Somebody in it whom the acting person may write about; or nobody, and it is theirs or their establishment's.
create function timetable.may_change(p_booking uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare mine bigint := timetable.my_establishment(); begin
  if access.actor_kind() not in ('staff', 'system') or not access.may('timetable.book') then return false; end if;
  return exists (select 1 from timetable_bookingclient c where c.booking_id = p_booking and access.may_write(c.client_id, c.info_class))
    or exists (select 1 from timetable_booking b where b.id = p_booking and (b.establishment_id = mine or mine is null)
      and not exists (select 1 from timetable_bookingclient c where c.booking_id = p_booking));
end $$;

create function timetable.has_clients(p_booking uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from timetable_bookingclient c where c.booking_id = p_booking) $$;

alter table timetable_booking enable row level security, force row level security;
create policy rt_owner_all on timetable_booking to rt_owner using (true) with check (true);
-- The inner question is asked under the policy of its own table: whoever may read one of its clients in this class.
create policy rt_read on timetable_booking for select to rt_web using (
  (select access.context_ok()) and (
    exists (select 1 from timetable_bookingclient c where c.booking_id = timetable_booking.id)
    or ((select access.actor_kind()) = 'staff' and info_class = 16384
        and establishment_id is not distinct from coalesce((select timetable.my_establishment()), establishment_id)
        and not timetable.has_clients(id))));
create policy rt_insert on timetable_booking for insert to rt_web with check (
  (select access.context_ok()) and (select access.may('timetable.book')) and made_by = (select access.actor_id())
  and establishment_id is not distinct from coalesce((select timetable.my_establishment()), establishment_id));
create policy rt_update on timetable_booking for update to rt_web
  using ((select access.context_ok()) and timetable.may_change(id)) with check ((select access.context_ok()));
grant select, insert, update on timetable_booking to rt_web;

-- Staff see when colleagues are taken; a client sees who is in a booking of their own. No client data here.
alter table timetable_bookingstaff enable row level security, force row level security;
create policy rt_owner_all on timetable_bookingstaff to rt_owner using (true) with check (true);
create policy rt_read on timetable_bookingstaff for select to rt_web using (
  (select access.context_ok()) and ((select access.actor_kind()) in ('staff', 'system')
    or exists (select 1 from timetable_bookingclient c where c.booking_id = timetable_bookingstaff.booking_id)));
create policy rt_insert on timetable_bookingstaff for insert to rt_web with check ((select access.context_ok()) and timetable.may_change(booking_id));
create policy rt_delete on timetable_bookingstaff for delete to rt_web using ((select access.context_ok()) and timetable.may_change(booking_id));
grant select, insert, delete on timetable_bookingstaff to rt_web;

alter table timetable_bookingequipment enable row level security, force row level security;
create policy rt_owner_all on timetable_bookingequipment to rt_owner using (true) with check (true);
create policy rt_read on timetable_bookingequipment for select to rt_web using ((select access.actor_kind() in ('staff', 'system')));
create policy rt_insert on timetable_bookingequipment for insert to rt_web with check ((select access.context_ok()) and timetable.may_change(booking_id));
create policy rt_delete on timetable_bookingequipment for delete to rt_web using ((select access.context_ok()) and timetable.may_change(booking_id));
grant select, insert, delete on timetable_bookingequipment to rt_web;

-- ---------------------------------------------------------------- busy times, in one statement and without words
-- When parties are taken. Whoever may not read a booking's class learns the time and how strong it is, and no kind,
-- title, place or class. Clients out of reach are refused; staff, rooms and devices are no secret among staff.
create function timetable.busy(p_clients bigint[], p_staff bigint[], p_rooms bigint[], p_equipment bigint[],
    p_from timestamptz, p_until timestamptz, p_without uuid default null)
returns table (party text, party_id bigint, starts_at timestamptz, ends_at timestamptz, booking_id uuid, kind text, rank int, made_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare span tstzrange := tstzrange(p_from, p_until); mine bigint := access.client_id(); begin
  if access.actor_kind() = 'client' then
    if p_clients <> array[mine] or cardinality(p_staff) + cardinality(p_rooms) + cardinality(p_equipment) > 0 then
      raise exception 'a client sees the own day only' using errcode = '42501';
    end if;
  elsif exists (select 1 from unnest(p_clients) c where not access.may_read(c, 1)) then
    raise exception 'one of these clients is out of reach' using errcode = '42501';
  end if;
  return query
    select 'client'::text, c.client_id, lower(c.period), upper(c.period), b.id,
        case when access.may_read(c.client_id, c.info_class) then b.kind::text else '' end, b.rank::int, b.made_at
      from timetable_bookingclient c join timetable_booking b on b.id = c.booking_id
      where c.client_id = any (p_clients) and c.period && span and c.is_active and b.id is distinct from p_without
    union all
    select 'staff', s.staff_id, lower(s.period), upper(s.period), b.id,
        case when b.info_class = 16384 then b.kind::text else '' end, b.rank::int, b.made_at
      from timetable_bookingstaff s join timetable_booking b on b.id = s.booking_id
      where s.staff_id = any (p_staff) and s.period && span and s.is_active and b.id is distinct from p_without
    union all
    select 'room', b.room_id, lower(b.period), upper(b.period), b.id,
        case when b.info_class = 16384 then b.kind::text else '' end, b.rank::int, b.made_at
      from timetable_booking b
      where b.room_id = any (p_rooms) and b.period && span and b.status in ('planned', 'done') and b.id is distinct from p_without
    union all
    select 'equipment', e.equipment_id, lower(e.period), upper(e.period), b.id,
        case when b.info_class = 16384 then b.kind::text else '' end, b.rank::int, b.made_at
      from timetable_bookingequipment e join timetable_booking b on b.id = e.booking_id
      where e.equipment_id = any (p_equipment) and e.period && span and e.is_active and b.id is distinct from p_without
    order by 3, 4;
end $$;

-- Two people booking the same person at the same moment queue here, so that the later one sees the clash.
create function timetable.lock_people(p_clients bigint[], p_staff bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  perform pg_advisory_xact_lock(hashtextextended('timetable ' || k, 0)) from (
    select 'c' || c as k from unnest(p_clients) c union all select 's' || s from unnest(p_staff) s order by 1) keys;
end $$;

-- Whether two of these people are to be kept apart: which two, and why, is not for everybody who books to know.
create function timetable.are_apart(p_clients bigint[]) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if access.actor_kind() not in ('staff', 'system') or exists (select 1 from unnest(p_clients) c where not access.may_read(c, 1)) then
    raise exception 'one of these clients is out of reach' using errcode = '42501';
  end if;
  return exists (select 1 from custody_keepapart k where k.closed_at is null and k.client_id = any (p_clients) and k.other_id = any (p_clients));
end $$;

-- Names of the staff in bookings that the acting person may read: a client learns who is there for them.
create function timetable.staff_of(p_bookings uuid[]) returns table (booking_id uuid, staff_id bigint, name text, title text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare mine bigint := access.client_id(); begin
  return query select s.booking_id, m.id, m.given_name || ' ' || m.family_name, m.title::text
    from timetable_bookingstaff s join organisations_staffmember m on m.id = s.staff_id
    where s.booking_id = any (p_bookings) and (access.actor_kind() in ('staff', 'system')
      or exists (select 1 from timetable_bookingclient c where c.booking_id = s.booking_id and c.client_id = mine))
    order by 1, 3;
end $$;

-- How many people are in each booking: a number, no names.
create function timetable.heads_of(p_bookings uuid[]) returns table (booking_id uuid, heads bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if access.actor_kind() not in ('staff', 'system') then raise exception 'only staff count' using errcode = '42501'; end if;
  return query select c.booking_id, count(*) from timetable_bookingclient c
    where c.booking_id = any (p_bookings) and c.left_at is null group by 1;
end $$;

-- ---------------------------------------------------------------- what a person event does, across reach
create function timetable.require_mover(p_client bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Whoever places people, or writes where they are or what they are forbidden: 4 LOCATION, 1 << 24 RESTRICTIONS.
  if not (access.may('custody.place') and (access.may_read(p_client, 4) or access.may_write(p_client, 4))
      or access.may_write(p_client, 1::bigint << 24) or access.may_write(p_client, 4)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
end $$;

-- What lies ahead of a client, without a word of what it is about unless the acting person may read it.
create function timetable.ahead_of(p_client bigint, p_from timestamptz)
returns table (id uuid, kind text, status text, info_class bigint, establishment_id bigint, series_id uuid, starts_at timestamptz,
  ends_at timestamptz, others bigint, titles jsonb, may_read boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform timetable.require_mover(p_client);
  return query
    select b.id, b.kind::text, b.status::text, b.info_class, b.establishment_id, b.series_id, lower(b.period), upper(b.period),
      (select count(*) from timetable_bookingclient o where o.booking_id = b.id and o.client_id <> p_client and o.left_at is null),
      case when access.may_read(p_client, b.info_class) then b.titles end, access.may_read(p_client, b.info_class)
    from timetable_bookingclient c join timetable_booking b on b.id = c.booking_id
    where c.client_id = p_client and c.left_at is null and c.period && tstzrange(p_from, null) and lower(c.period) >= p_from
      and b.status in ('planned', 'offered')
    order by 7, 1;
end $$;

-- End a client's part; a booking that nobody is left in is cancelled, which frees its room and devices.
create function timetable.leave(p_client bigint, p_bookings uuid[], p_code text, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform timetable.require_mover(p_client);
  update timetable_bookingclient set left_at = p_at, left_code = p_code
    where client_id = p_client and booking_id = any (p_bookings) and left_at is null;
  update timetable_booking b set status = 'cancelled', end_code = p_code, ended_at = p_at
    where b.id = any (p_bookings) and b.status in ('planned', 'offered')
      and not exists (select 1 from timetable_bookingclient c where c.booking_id = b.id and c.left_at is null);
end $$;

create function timetable.follow(p_client bigint, p_bookings uuid[], p_establishment bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform timetable.require_mover(p_client);
  update timetable_booking b set establishment_id = p_establishment, room_id = null
    where b.id = any (p_bookings) and exists (select 1 from timetable_bookingclient c where c.booking_id = b.id and c.client_id = p_client)
      and not exists (select 1 from timetable_bookingclient c where c.booking_id = b.id and c.client_id <> p_client and c.left_at is null);
end $$;

create function timetable.offer(p_client bigint, p_from uuid, p_new uuid, p_establishment bigint, p_starts timestamptz, p_ends timestamptz,
    p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform timetable.require_mover(p_client);
  insert into timetable_booking (id, origin, reference, kind, titles, info_class, rank, establishment_id, place, period, status, occurrence,
      made_by, made_at, decision_reason, end_code, end_reason, offered_from_id)
  select p_new, b.origin, b.reference, b.kind, b.titles, b.info_class, b.rank, p_establishment, '', tstzrange(p_starts, p_ends), 'offered', '',
      access.actor_id(), p_at, '', '', '', b.id
  from timetable_booking b join timetable_bookingclient c on c.booking_id = b.id and c.client_id = p_client where b.id = p_from;
  insert into timetable_bookingclient (id, booking_id, client_id, info_class, period, is_active, left_code)
  values (gen_random_uuid(), p_new, p_client, 0, tstzrange(p_starts, p_ends), false, '');
end $$;

-- Two records of one person in the same group: the one that is merged leaves before its rows change owner, and comes
-- back into the group when the merge is undone.
create function timetable.before_merge(p_merge bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m record; begin
  perform access.require('people.merge');
  select survivor_id, merged_id into strict m from people_merge where id = p_merge and undone_at is null;
  update timetable_bookingclient c set left_at = p_at, left_code = 'merge'
    where c.client_id = m.merged_id and c.left_at is null and exists (select 1 from timetable_bookingclient o
      where o.booking_id = c.booking_id and o.client_id = m.survivor_id and o.left_at is null);
end $$;

create function timetable.after_unmerge(p_merge bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m record; begin
  perform access.require('people.merge');
  select merged_id into strict m from people_merge where id = p_merge and undone_at is not null;
  update timetable_bookingclient set left_at = null, left_code = '' where client_id = m.merged_id and left_code = 'merge';
end $$;

-- ---------------------------------------------------------------- calendar feeds: a token instead of a session
alter table timetable_feed enable row level security, force row level security;
create policy rt_owner_all on timetable_feed to rt_owner using (true) with check (true);

create function timetable.my_staff_id() returns bigint
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select id from organisations_staffmember where actor_id = access.actor_id());
end $$;

create function timetable.make_feed(p_token text, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := timetable.my_staff_id(); begin
  if me is null then raise exception 'only staff have a calendar feed' using errcode = '42501'; end if;
  update timetable_feed set revoked_at = p_at where staff_id = me and revoked_at is null;
  insert into timetable_feed (staff_id, token_hash, made_at) values (me, sha256(convert_to(p_token, 'UTF8')), p_at);
  return me;
end $$;

create function timetable.revoke_feed(p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := timetable.my_staff_id(); begin
  update timetable_feed set revoked_at = p_at where staff_id = me and revoked_at is null;
  return case when found then me end;
end $$;

create function timetable.my_feed() returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select made_at from timetable_feed where staff_id = timetable.my_staff_id() and revoked_at is null);
end $$;

-- Read without a session by whoever holds the token: when, which room, how many people. No name, kind, title or class.
create function timetable.feed(p_token text, p_from timestamptz, p_until timestamptz)
returns table (booking_id uuid, starts_at timestamptz, ends_at timestamptz, room text, heads bigint, made_at timestamptz, language text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare owner record; begin
  select f.staff_id, a.language into owner from timetable_feed f join organisations_staffmember m on m.id = f.staff_id and m.is_active
    join access.actor a on a.id = m.actor_id and a.is_active
    where f.token_hash = sha256(convert_to(p_token, 'UTF8')) and f.revoked_at is null;
  if not found then return; end if;
  -- The first row says that the token is good, and in which language its owner reads.
  return query select null::uuid, null::timestamptz, null::timestamptz, ''::text, 0::bigint, null::timestamptz, owner.language::text;
  return query select b.id, lower(b.period), upper(b.period), coalesce(r.code, '')::text,
      (select count(*) from timetable_bookingclient c where c.booking_id = b.id and c.left_at is null), b.made_at, owner.language::text
    from timetable_bookingstaff s join timetable_booking b on b.id = s.booking_id left join estate_room r on r.id = b.room_id
    where s.staff_id = owner.staff_id and s.is_active and s.period && tstzrange(p_from, p_until) order by 2, 1;
end $$;
