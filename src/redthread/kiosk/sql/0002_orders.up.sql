-- Limits counted over everything a client ordered in a week, also where the person counting may not see all of it;
-- and what may change in an order once it is placed.
create schema kiosk;
grant usage on schema kiosk to rt_web;

-- What a client has bought in a week, by article code: the code is the same in every establishment of a pack,
-- so a move does not give the week anew. p_lock: wait for the other tablet that is ordering for the same person.
create function kiosk.week_use(p_client bigint, p_week_on date, p_lock boolean)
returns table (code text, quantity bigint, spent bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if access.client_id() is distinct from p_client
      and not access.may_read(p_client, 4194304) and not access.may_write(p_client, 131072) then   -- FINANCES, REQUESTS
    raise exception 'this person may not count what this client bought' using errcode = '42501';
  end if;
  if p_lock then perform money.lock_client(p_client); end if;
  return query
    select a.code::text, sum(coalesce(l.delivered, l.quantity))::bigint, sum(coalesce(l.delivered, l.quantity) * l.price)::bigint
    from public.kiosk_order o
    join public.kiosk_orderline l on l.order_id = o.request_id
    join public.kiosk_article a on a.id = l.article_id
    where o.client_id = p_client and o.week_on = p_week_on and o.status <> 'closed'
    group by a.code;
end $$;

-- What an article costs at an instant; null before its first price.
create function kiosk.price_at(p_article bigint, p_at timestamptz) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.price from public.kiosk_articleprice p where p.article_id = p_article and p.valid_from <= p_at
  order by p.valid_from desc limit 1 $$;

-- Queue behind whatever else is written about the order's client (money.lock_client says why first).
create function kiosk.lock_order(p_request uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  perform money.lock_client(o.client_id) from public.kiosk_order o where o.request_id = p_request;
end $$;

-- The order of a request that ended without a yes ends with it; nobody needs a right to that, it is a fact.
create function kiosk.close_order(p_request uuid, p_at timestamptz)
returns table (client_id bigint, establishment_id bigint, total bigint, currency text, info_class bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform kiosk.lock_order(p_request);
  return query
    update public.kiosk_order o set status = 'closed', paid = 0, settled_at = p_at
    from public.kiosk_assortment s, public.requests_clientrequest r
    where o.request_id = p_request and o.status = 'reserved' and s.id = o.assortment_id and r.id = o.request_id
      and r.status in ('declined', 'returned', 'withdrawn')
    returning o.client_id, s.establishment_id, o.total, s.currency::text, o.info_class;
end $$;

-- An order is placed with its request: of its client and class, where it was handed in, and in the week of that day.
create function kiosk.guard_new_order() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare r public.requests_clientrequest; s public.kiosk_assortment; day date; begin
  select * into r from public.requests_clientrequest where id = new.request_id;
  select * into s from public.kiosk_assortment where id = new.assortment_id;
  day := (new.placed_at at time zone s.timezone)::date;
  if (new.client_id, new.info_class, new.unit_id, s.establishment_id, new.placed_at)
       is distinct from (r.client_id, r.info_class, r.unit_id, r.establishment_id, r.received_at)
     or r.status <> 'received' or new.status <> 'reserved'
     or new.week_on <> day - (extract(isodow from day)::int - 1 - s.first_weekday + 7) % 7 then
    raise exception 'an order is placed with its request' using errcode = '23514', constraint = 'kiosk_order_is_placed_with_its_request';
  end if;
  return new;
end $$;
create trigger kiosk_order_is_placed_with_its_request before insert on public.kiosk_order
  for each row when (current_user <> 'rt_owner') execute function kiosk.guard_new_order();

-- In the end an order adds up: its lines make its total, the money for it was put aside, and the week's limits hold.
create function kiosk.check_order() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare o public.kiosk_order; s public.kiosk_assortment; begin
  select * into strict o from public.kiosk_order where request_id = coalesce(to_jsonb(new) ->> 'order_id', to_jsonb(new) ->> 'request_id')::uuid;
  select * into strict s from public.kiosk_assortment where id = o.assortment_id;
  if o.total is distinct from (select sum(l.price * l.quantity) from public.kiosk_orderline l where l.order_id = o.request_id)
     or o.total > 0 and not exists (select 1 from public.money_reservation m where m.id = o.request_id and m.client_id = o.client_id
       and m.establishment_id = s.establishment_id and m.amount = o.total) then
    raise exception 'an order adds up, and its money is put aside' using errcode = '23514', constraint = 'kiosk_order_adds_up';
  end if;
  if exists (
      select 1 from public.kiosk_orderline mine join public.kiosk_article a on a.id = mine.article_id
      join public.kiosk_article alike on alike.code = a.code join public.kiosk_orderline l on l.article_id = alike.id
      join public.kiosk_order w on w.request_id = l.order_id and w.client_id = o.client_id and w.week_on = o.week_on and w.status <> 'closed'
      where mine.order_id = o.request_id and a.weekly_limit is not null
      group by a.id having sum(coalesce(l.delivered, l.quantity)) > a.weekly_limit)
     or s.weekly_limit < (select sum(coalesce(l.delivered, l.quantity) * l.price) from public.kiosk_order w
       join public.kiosk_orderline l on l.order_id = w.request_id
       where w.client_id = o.client_id and w.week_on = o.week_on and w.status <> 'closed') then
    raise exception 'a week has its limits' using errcode = '23514', constraint = 'kiosk_order_keeps_the_limits';
  end if;
  return null;
end $$;
create constraint trigger kiosk_order_adds_up after insert on public.kiosk_order deferrable initially deferred
  for each row when (current_user <> 'rt_owner') execute function kiosk.check_order();
create constraint trigger kiosk_line_adds_up after insert on public.kiosk_orderline deferrable initially deferred
  for each row when (current_user <> 'rt_owner') execute function kiosk.check_order();

-- A line is added to an order that waits, of its own client, at the price of the day: nobody names a price.
create function kiosk.guard_new_line() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare o public.kiosk_order; begin
  select * into o from public.kiosk_order where request_id = new.order_id;
  if not found or o.status <> 'reserved' or o.client_id <> new.client_id or o.info_class <> new.info_class
      or new.delivered is not null then
    raise exception 'a line belongs to an order that waits' using errcode = '23514';
  end if;
  if new.price is distinct from kiosk.price_at(new.article_id, o.placed_at)
      or not exists (select 1 from public.kiosk_article a where a.id = new.article_id and a.assortment_id = o.assortment_id) then
    raise exception 'an article costs what it costs' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger kiosk_line_is_priced before insert on public.kiosk_orderline
  for each row when (current_user <> 'rt_owner') execute function kiosk.guard_new_line();

-- Afterwards only what came may change, by staff, until the order is settled. (The owner loads history past these guards.)
create function kiosk.guard_line() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (new.order_id, new.client_id, new.info_class, new.article_id, new.names, new.price, new.quantity)
      is distinct from (old.order_id, old.client_id, old.info_class, old.article_id, old.names, old.price, old.quantity) then
    raise exception 'an order line keeps what was ordered' using errcode = '55000';
  end if;
  if not access.may('requests.decide') then
    raise exception 'only staff say what came' using errcode = '42501';
  end if;
  if exists (select 1 from public.kiosk_order o where o.request_id = old.order_id and o.status <> 'reserved') then
    raise exception 'this order is settled' using errcode = '55000';
  end if;
  return new;
end $$;
create trigger kiosk_line_keeps_what_was_ordered before update on public.kiosk_orderline
  for each row when (current_user <> 'rt_owner') execute function kiosk.guard_line();

create function kiosk.guard_order() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if old.status <> 'reserved' then raise exception 'this order is settled' using errcode = '55000'; end if;
  if (new.request_id, new.client_id, new.assortment_id, new.info_class, new.week_on, new.total, new.placed_at)
      is distinct from (old.request_id, old.client_id, old.assortment_id, old.info_class, old.week_on, old.total, old.placed_at) then
    raise exception 'an order keeps what was ordered' using errcode = '55000';
  end if;
  -- A client's order is closed by kiosk.close_order, with the request; whoever settles one answers requests.
  if not access.may('requests.decide') or new.unit_id is distinct from old.unit_id then
    raise exception 'only staff say what came' using errcode = '42501';
  end if;
  return new;
end $$;
create policy rt_insert_own_name on public.kiosk_articlechange as restrictive for insert to rt_web
  with check (by_actor_id = (select access.actor_id()));
create trigger kiosk_order_keeps_what_was_ordered before update on public.kiosk_order
  for each row when (current_user <> 'rt_owner') execute function kiosk.guard_order();
