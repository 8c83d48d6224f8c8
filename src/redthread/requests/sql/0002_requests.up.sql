-- What the tables alone cannot say: numbers, requests that stay behind, moves across reach, counts.
create schema requests;
grant usage on schema requests to rt_web;

-- The job that watches the clock: reads and writes what clients may file, and holds one permission.
insert into access.actor (kind, name, permissions, wide_read, wide_write)
values ('system', 'requests', '{requests.escalate}', access.own_write() | 1, access.own_write());

-- The next number of an establishment in a year. Numbers of undone transactions are given again.
create function requests.next_number(p_establishment bigint, p_year int) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n int; begin
  if access.actor_kind() not in ('client', 'staff', 'system') then raise exception 'nobody outside hands in a request' using errcode = '42501'; end if;
  insert into requests_numberseries (establishment_id, year, last) values (p_establishment, p_year, 1)
  on conflict (establishment_id, year) do update set last = requests_numberseries.last + 1 returning last into n;
  return n;
end $$;

-- Texts for answers: kept by those who answer, loaded by those who keep the catalogue, at their own place and for its units.
create function requests.keeps_grounds(p_establishment bigint, p_unit bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (access.may('requests.decide') or access.may('requests.catalogue')) and access.works_at(p_establishment)
    and (p_unit is null or exists (select 1 from estate_unit u where u.id = p_unit and u.establishment_id = p_establishment));
end $$;
create policy rt_insert on requests_groundtemplate for insert to rt_web with check (requests.keeps_grounds(establishment_id, unit_id));
create policy rt_update on requests_groundtemplate for update to rt_web
  using (requests.keeps_grounds(establishment_id, unit_id)) with check (requests.keeps_grounds(establishment_id, unit_id));
grant insert, update on requests_groundtemplate to rt_web;

-- ---------------------------------------------------------------- requests that the old place finishes after a move
create function requests.my_establishment() returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select establishment_id from access.actor where id = access.actor_id());
end $$;

-- What the acting person's own roles there read or write; neither single clients nor broken glass count.
create function requests.my_mask(p_mode text) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select coalesce(bit_or(case p_mode when 'write' then write_mask else read_mask end), 0) from access.reach_grant
    where actor_id = access.actor_id() and role_code is not null and scope_kind in ('unit', 'establishment')
      and valid_from <= now() and valid_until > now());
end $$;

create policy rt_read_left_behind on requests_clientrequest for select to rt_web using (
  left_behind and (select access.context_ok()) and establishment_id = (select requests.my_establishment())
  and info_class & (select requests.my_mask('read')) <> 0);
create policy rt_update_left_behind on requests_clientrequest for update to rt_web using (
  left_behind and (select access.context_ok()) and establishment_id = (select requests.my_establishment())
  and info_class & (select requests.my_mask('write')) <> 0);

-- Does a left-behind request reach the acting member of staff? Then so does what was said and shown inside it.
create function requests.is_left_to_me(p_request uuid, p_mode text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return access.actor_kind() = 'staff' and exists (select 1 from requests_clientrequest r
    where r.id = p_request and r.left_behind and r.establishment_id = requests.my_establishment()
      and r.info_class & requests.my_mask(p_mode) <> 0);
end $$;
create policy rt_read_left_behind on requests_requestmessage for select to rt_web using (requests.is_left_to_me(request_id, 'read'));
create policy rt_insert_left_behind on requests_requestmessage for insert to rt_web with check (requests.is_left_to_me(request_id, 'write'));
create policy rt_read_left_behind on requests_requestattachment for select to rt_web using (requests.is_left_to_me(request_id, 'read'));
create policy rt_read_left_behind on requests_secondreading for select to rt_web using (requests.is_left_to_me(request_id, 'read'));
create policy rt_insert_left_behind on requests_secondreading for insert to rt_web with check (requests.is_left_to_me(request_id, 'write'));

-- Whoever finishes a request left behind must know whose it is: identity alone, for those whose role reads its class there.
create function requests.keep_identity(p_client bigint, p_establishment bigint, p_class bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into access.reach_grant (actor_id, scope_kind, scope_id, read_mask, basis, granted_by)
  select distinct a.id, 'client', p_client, 1, 'request-left-behind', access.actor_id()
  from access.actor a join access.reach_grant g on g.actor_id = a.id
  where a.kind = 'staff' and a.is_active and a.establishment_id = p_establishment and g.role_code is not null
    and g.scope_kind in ('unit', 'establishment') and g.read_mask & p_class <> 0 and g.valid_from <= now() and g.valid_until > now()
    and not exists (select 1 from access.reach_grant k where k.actor_id = a.id and k.scope_kind = 'client'
      and k.scope_id = p_client and k.basis = 'request-left-behind' and k.valid_until > now());
  perform access.refresh_client(p_client);
end $$;
revoke all on function requests.keep_identity(bigint, bigint, bigint) from public;

create function requests.end_identity() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select 1 from requests_clientrequest r where r.client_id = new.client_id and r.left_behind
      and r.ended_at is null and r.establishment_id = new.establishment_id and r.id <> new.id) then
    update access.reach_grant g set valid_until = now() from access.actor a
      where a.id = g.actor_id and a.establishment_id = new.establishment_id and g.scope_kind = 'client'
        and g.scope_id = new.client_id and g.basis = 'request-left-behind' and g.valid_until > now();
    perform access.refresh_client(new.client_id);
  end if;
  return null;
end $$;
create trigger request_end_identity after update on requests_clientrequest for each row
  when (old.left_behind and old.ended_at is null and (new.ended_at is not null or not new.left_behind))
  execute function requests.end_identity();

-- An appeal of an answer given at a place that the client has left is finished there, too.
create function requests.leave_appeal_behind(p_request uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare r requests_clientrequest; begin
  select * into strict r from requests_clientrequest where id = p_request and client_id = access.client_id()
    and appealed_from_id is not null and ended_at is null;
  if exists (select 1 from access.client_place p where p.client_id = r.client_id and p.establishment_id = r.establishment_id) then
    raise exception 'the client has not left this place' using errcode = '42501';
  end if;
  update requests_clientrequest set left_behind = true where id = p_request;
  perform requests.keep_identity(r.client_id, r.establishment_id, r.info_class);
end $$;

-- ---------------------------------------------------------------- moves: whoever moves a client may not read all requests
create function requests.require_mover(p_client bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('custody.place');
  if not (access.may_read(p_client, 4) or access.may_write(p_client, 4)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
end $$;

-- Where the client is held now, null for nowhere: the functions below carry out the move that has just been made, no other.
create function requests.require_held(p_client bigint, p_establishment bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform requests.require_mover(p_client);
  if (select establishment_id from custody_stay where client_id = p_client and upper_inf(period)) is distinct from p_establishment then
    raise exception 'the client is not held there' using errcode = '42501';
  end if;
end $$;
revoke all on function requests.require_held(bigint, bigint) from public;

-- Open requests of a client without a word of what they say; the title only where the mover may read the class.
create function requests.open_of(p_client bigint)
returns table (id uuid, info_class bigint, type_code text, titles jsonb, is_private boolean, on_move text, allows_several boolean,
  is_appeal boolean, left_behind boolean, establishment_id bigint, department_id bigint, department_code text, status text,
  received_at timestamptz, due_at timestamptz, number_year int, number int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform requests.require_mover(p_client);
  return query select r.id, r.info_class, r.type_code::text,
      case when access.may_read(p_client, r.info_class) then t.titles end, r.is_private, t.on_move::text, r.allows_several,
      r.appealed_from_id is not null, r.left_behind, r.establishment_id, r.department_id, d.code::text, r.status::text,
      r.received_at, r.due_at, r.number_year::int, r.number
    from requests_clientrequest r join requests_requesttype t on t.id = r.request_type_id
    join organisations_department d on d.id = r.department_id
    where r.client_id = p_client and r.ended_at is null order by r.received_at, r.id;
end $$;

create function requests.move_along(p_request uuid, p_establishment bigint, p_unit bigint, p_department bigint, p_type bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare r requests_clientrequest; begin
  select * into strict r from requests_clientrequest where id = p_request and ended_at is null for update;
  perform requests.require_held(r.client_id, p_establishment);
  if not exists (select 1 from requests_requesttype t join organisations_department d on d.id = p_department
      where t.id = p_type and t.code = r.type_code and t.establishment_id = p_establishment and d.establishment_id = p_establishment)
      or not exists (select 1 from estate_unit u where u.id = p_unit and u.establishment_id = p_establishment) then
    raise exception 'the type, department or unit is of another establishment' using errcode = 'check_violation';
  end if;
  update requests_clientrequest set establishment_id = p_establishment, unit_id = p_unit, department_id = p_department,
    request_type_id = p_type, taken_by = null, left_behind = false, has_news = true where id = p_request;
end $$;

create function requests.leave_behind(p_request uuid, p_held_at bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare r requests_clientrequest; begin
  select * into strict r from requests_clientrequest where id = p_request and ended_at is null for update;
  perform requests.require_held(r.client_id, p_held_at);
  update requests_clientrequest set left_behind = establishment_id is distinct from p_held_at where id = p_request;
  if r.establishment_id is distinct from p_held_at then
    perform requests.keep_identity(r.client_id, r.establishment_id, r.info_class);
  end if;
end $$;

create function requests.close_for_move(p_request uuid, p_title text, p_next_step text, p_parts jsonb, p_language text, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare r requests_clientrequest; begin
  select * into strict r from requests_clientrequest where id = p_request and ended_at is null for update;
  perform requests.require_mover(r.client_id);
  if exists (select 1 from custody_stay s where s.client_id = r.client_id and upper_inf(s.period) and s.establishment_id = r.establishment_id) then
    raise exception 'the client has not left this place' using errcode = '42501';
  end if;
  update requests_clientrequest set status = 'returned', return_reason = 'moved', ended_at = p_at, ended_by = access.actor_id(),
    ended_by_title = left(p_title, 200), next_step = p_next_step, next_step_parts = p_parts, answer_language = p_language,
    paused_at = null, pause_reason = '', resumes_on_reply = false, escalate_at = null, has_news = true, left_behind = false
  where id = p_request;
end $$;

create function requests.set_unit(p_client bigint, p_establishment bigint, p_unit bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform requests.require_held(p_client, p_establishment);
  update requests_clientrequest set unit_id = p_unit
    where client_id = p_client and ended_at is null and establishment_id = p_establishment and unit_id is distinct from p_unit;
end $$;

-- Second readers write their verdict on what they may read.
create policy rt_update on requests_secondreading for update to rt_web using (
  (select access.context_ok()) and (select access.may('requests.second_read')) and (select access.actor_kind()) = 'staff'
  and access.may_read(client_id, info_class));
grant update (read_at, read_by, verdict, note) on requests_secondreading to rt_web;

-- ---------------------------------------------------------------- counts across reach: no person in them, no small numbers
create function requests.like_cases(p_type text, p_establishment bigint, p_since timestamptz)
returns table (is_here boolean, approved bigint, declined bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('requests.decide');
  return query
    select r.establishment_id = p_establishment, count(*) filter (where r.status = 'approved'), count(*) filter (where r.status = 'declined')
    from requests_clientrequest r
    where r.type_code = p_type and r.received_at >= p_since and r.status in ('approved', 'declined') and r.appealed_from_id is null
    group by 1 having count(*) >= 5 order by 1 desc;
end $$;

-- Measures of requests received in a period, by any of establishment, unit, type, month. A group of fewer than five is
-- one row with its keys and no figures. Units are told apart only within one's own establishment.
create function requests.measure(p_from timestamptz, p_until timestamptz, p_establishment bigint, p_type text, p_by text[], p_now timestamptz)
returns table (establishment_id bigint, unit_id bigint, type_code text, month date, received bigint, answered bigint, within_promise bigint,
  late_now bigint, approved bigint, declined bigint, returned bigint, withdrawn bigint, hours_to_read float, hours_to_decide float,
  seconds_to_find float, seconds_to_fill float, rated bigint, satisfied bigint, appeals bigint, appeals_granted bigint,
  second_read bigint, second_agreed bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('requests.measure');
  if 'unit' = any (p_by) and p_establishment is distinct from requests.my_establishment() then
    raise exception 'units are compared within the own establishment' using errcode = '42501';
  end if;
  return query
    with counted as (
      select case when 'establishment' = any (p_by) then r.establishment_id end as e, case when 'unit' = any (p_by) then r.unit_id end as u,
        case when 'type' = any (p_by) then r.type_code::text end as t,
        case when 'month' = any (p_by) then date_trunc('month', r.received_at)::date end as m, r.*,
        r.status in ('approved', 'declined', 'returned') as is_answered, s.verdict
      from requests_clientrequest r left join requests_secondreading s on s.request_id = r.id and s.read_at is not null
      where r.received_at >= p_from and r.received_at < p_until and (p_establishment is null or r.establishment_id = p_establishment)
        and (p_type is null or r.type_code = p_type)
    ), summed as (
      select e, u, t, m, count(*) filter (where c.appealed_from_id is null) as n,
        count(*) filter (where is_answered and c.appealed_from_id is null) as answered,
        count(*) filter (where is_answered and c.appealed_from_id is null and c.ended_at <= c.due_at) as kept,
        count(*) filter (where c.ended_at is null and c.paused_at is null and c.due_at < p_now) as late,
        count(*) filter (where c.status = 'approved' and c.appealed_from_id is null) as yes,
        count(*) filter (where c.status = 'declined' and c.appealed_from_id is null) as no,
        count(*) filter (where c.status = 'returned') as back, count(*) filter (where c.status = 'withdrawn') as taken_back,
        percentile_cont(0.5) within group (order by extract(epoch from c.first_read_at - c.received_at)::float) / 3600 as read_h,
        percentile_cont(0.5) within group (order by extract(epoch from c.ended_at - c.received_at)::float)
          filter (where is_answered) / 3600 as decide_h,
        percentile_cont(0.5) within group (order by c.seconds_to_find::float) as find_s,
        percentile_cont(0.5) within group (order by c.seconds_to_fill::float) as fill_s,
        count(c.satisfied) as rated, count(*) filter (where c.satisfied) as glad,
        count(*) filter (where c.appealed_from_id is not null) as appeals,
        count(*) filter (where c.appealed_from_id is not null and c.status = 'approved') as granted,
        count(c.verdict) as second, count(*) filter (where c.verdict = 'agrees') as agreed
      from counted c group by e, u, t, m
    )
    select e, u, t, m, case when n >= 5 then n end, case when n >= 5 then s.answered end, case when n >= 5 and s.answered >= 5 then kept end,
      case when n >= 5 then late end, case when s.answered >= 5 then yes end, case when s.answered >= 5 then no end,
      case when s.answered >= 5 then back end, case when n >= 5 then taken_back end, case when n >= 5 then read_h end,
      case when s.answered >= 5 then decide_h end, case when n >= 5 then find_s end, case when n >= 5 then fill_s end,
      case when s.rated >= 5 then s.rated end, case when s.rated >= 5 then glad end, case when s.appeals >= 5 then s.appeals end,
      case when s.appeals >= 5 then granted end, case when second >= 5 then second end, case when second >= 5 then agreed end
    from summed s order by e, u, t, m;
end $$;
