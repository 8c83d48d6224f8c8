-- How many people a room holds now, seen or not: capacity does not depend on who asks.
create function custody_occupancy(p_room bigint) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('custody.place');
  -- Here, because who may move people may not change rooms, and only who may change a row can lock it.
  perform 1 from estate_room where id = p_room for no key update;
  return (select count(*)::int from custody_stay where room_id = p_room and upper_inf(period));
end $$;

-- Begin a stay. A function, because the mover may not reach the client at the new place (a transfer), and must not need to.
create function custody_begin_stay(p_client bigint, p_room bigint, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare new_id bigint; begin
  perform access.require('custody.place');
  if not access.may_write(p_client, 4) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  insert into custody_stay (client_id, establishment_id, unit_id, room_id, period)
  select p_client, u.establishment_id, u.id, r.id, tstzrange(p_at, null)
  from estate_room r join estate_unit u on u.id = r.unit_id where r.id = p_room returning id into new_id;
  return new_id;
end $$;

-- A room's code as people type it: "a 205", "A-205" and "A205" are one room.
create function custody_room_key(code text) returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select lower(translate(code, ' .-/', '')) $$;
create index room_as_typed on estate_room (custody_room_key(code));

-- Search by name, number or room, forgiving typing errors, accents and blanks. A number that is somebody's is that
-- person alone; who lives in a room that is named comes before names like it. Trigram operators are not leakproof, so
-- row security would switch the index off: the function joins the caseload itself, and logs what was asked.
create function custody_search(p_text text, p_limit int)
returns table (client_id bigint, number text, given_name text, family_name text, born_on date,
  establishment text, unit text, room text, score real)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set pg_trgm.word_similarity_threshold = 0.45 as $$
declare q text := lower(public.unaccent(normalize(regexp_replace(left(btrim(p_text), 80), '\s+', ' ', 'g'), NFKC)));
  k text := custody_room_key(q); me bigint := access.actor_id();
  wide boolean := current_setting('app.wide_read')::bigint & 1 <> 0; n bigint; begin
  perform access.require('people.search');
  if length(q) < 2 then return; end if;
  return query
    with exact as (
      select c.id from people_client c where c.number in (upper(q), upper(k), q, k) and c.search_key <> ''  -- a merged record is found as the person it is
        and (wide or exists (select 1 from access.caseload o where o.actor_id = me and o.client_id = c.id
             and o.read_mask & 1 <> 0 and o.valid_until > now()))
    ), hit as (
      select x.id, 3.0::real as s from exact x
      union all
      select c.id, greatest(word_similarity(q, c.search_key), case when strpos(c.search_key, q) > 0 then 1.0 else 0 end)::real
      from people_client c where wide and not exists (select 1 from exact) and (c.search_key %> q)
      union all
      select c.id, greatest(word_similarity(q, c.search_key), case when strpos(c.search_key, q) > 0 then 1.0 else 0 end)::real
      from access.caseload o join people_client c on c.id = o.client_id
      where not wide and not exists (select 1 from exact)
        and o.actor_id = me and o.read_mask & 1 <> 0 and o.valid_until > now() and (c.search_key %> q)
      union all
      select st.client_id, 2.0::real from estate_room r join custody_stay st on st.room_id = r.id and upper_inf(st.period)
      where custody_room_key(r.code) = k and not exists (select 1 from exact)
        and (wide or exists (select 1 from access.caseload o where o.actor_id = me and o.client_id = st.client_id
             and o.read_mask & 1 <> 0 and o.valid_until > now()))
    ), best as (
      select h.id, max(h.s) as s from hit h group by h.id order by 2 desc, 1 limit least(p_limit, 50)
    )
    select c.id, c.number::text, c.given_name::text, c.family_name::text, c.born_on, e.name::text, u.name::text, r.code::text, b.s
    from best b join people_client c on c.id = b.id
      left join custody_stay st on st.client_id = c.id and upper_inf(st.period)
      left join estate_establishment e on e.id = st.establishment_id
      left join estate_unit u on u.id = st.unit_id left join estate_room r on r.id = st.room_id
    order by b.s desc, c.family_name, c.given_name, c.id;
  get diagnostics n = row_count;
  insert into access.read_audit (actor_id, classes, route, purpose, detail) values (me, 1, 'people:search', 'duty', q || ' → ' || n);
end $$;
