-- After a merge or its undoing, both are where their own stays say.
create function custody_place_by_stays(p_merge bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); c bigint; begin
  -- A key worker reaches the person by a grant for this one client: it goes with the row.
  update access.reach_grant g set scope_id = k.client_id from custody_keyworker k
    where g.id = k.grant_id and upper_inf(k.period) and g.scope_id <> k.client_id and k.client_id in (m.merged_id, m.survivor_id);
  foreach c in array array[m.merged_id, m.survivor_id] loop
    insert into access.client_place (client_id, establishment_id, unit_id)
    select c, coalesce(s.establishment_id, v.establishment_id), s.unit_id
    from (select 1) one left join custody_stay s on s.client_id = c and upper_inf(s.period)
      left join custody_supervision v on v.client_id = c and upper_inf(v.period)
    on conflict (client_id) do update set establishment_id = excluded.establishment_id, unit_id = excluded.unit_id;
    perform access.refresh_client(c);
  end loop;
end $$;

-- ---------------------------------------------------------------- what stands in both records
-- One person has a restriction of a kind once at a time, and is kept apart from somebody once. Where both records have it, the
-- one that holds longer, or keeps further apart, stays; the other ends where it begins, and comes back with its record.
create table custody_settled (
    merge_id bigint not null references people_merge deferrable initially deferred,
    table_name text not null,
    row_id text not null,
    before jsonb not null,
    primary key (merge_id, table_name, row_id)
);
alter table custody_settled enable row level security, force row level security;
create policy rt_owner_all on custody_settled to rt_owner using (true) with check (true);

create function custody_restrictions_twice(p_survivor bigint, p_merged bigint) returns table (stays uuid, yields uuid)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select case when b.longer then y.id else x.id end, case when b.longer then x.id else y.id end
  from custody_restriction x join custody_restriction y on y.channel = x.channel and y.period && x.period
    cross join lateral (select coalesce(upper(y.period), 'infinity') > coalesce(upper(x.period), 'infinity') as longer) b
  where x.client_id = p_survivor and y.client_id = p_merged and x.withdrawn_at is null and y.withdrawn_at is null
  order by x.channel, x.id, y.id $$;
revoke all on function custody_restrictions_twice(bigint, bigint) from public;

create function custody_pairs_twice(p_survivor bigint, p_merged bigint) returns table (stays bigint, yields bigint)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  with open_of as (
    select k.id, whose.id as whose, case k.client_id when whose.id then k.other_id else k.client_id end as other,
      array_position(array['transport', 'cell', 'landing', 'unit', 'establishment'], k.level::text) as strict
    from (values (p_survivor), (p_merged)) whose (id) join custody_keepapart k on whose.id in (k.client_id, k.other_id)
    where k.closed_at is null)
  select case when y.strict > x.strict then y.id else x.id end, case when y.strict > x.strict then x.id else y.id end
  from open_of x join open_of y on y.other = x.other where x.whose = p_survivor and y.whose = p_merged order by x.id $$;
revoke all on function custody_pairs_twice(bigint, bigint) from public;

create function custody_count_twice(p_survivor bigint, p_merged bigint, out restrictions int, out pairs int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('people.merge');
  if not access.may_read(p_survivor, 1) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  select count(*) into restrictions from custody_restrictions_twice(p_survivor, p_merged);
  select count(*) into pairs from custody_pairs_twice(p_survivor, p_merged);
end $$;

-- Which of two pairs stays, for who may read one of them; the name of the other one only where their identity may be read.
create function custody_name_pairs_twice(p_survivor bigint, p_merged bigint) returns table (stays text, yields text, name text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('people.merge');
  if not access.may_read(p_survivor, 1) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  return query
    select s.level::text, y.level::text, case when access.may_read(o.id, 1) then o.given_name || ' ' || o.family_name else '' end
    from custody_pairs_twice(p_survivor, p_merged) t join custody_keepapart s on s.id = t.stays join custody_keepapart y on y.id = t.yields
      join people_client o on o.id = case when s.client_id in (p_survivor, p_merged) then s.other_id else s.client_id end
    where access.may_read(p_survivor, 16777216) or access.may_read(o.id, 16777216) order by o.id;
end $$;

create function custody_settle_merge(p_merge bigint, out restrictions int, out pairs int)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); t record; s custody_restriction; y custody_restriction; begin
  restrictions := 0; pairs := 0;
  loop
    select * into t from custody_restrictions_twice(m.survivor_id, m.merged_id) limit 1;
    exit when not found;
    select * into strict s from custody_restriction where id = t.stays;
    select * into strict y from custody_restriction where id = t.yields for update;
    insert into custody_settled values (p_merge, 'custody_restriction', y.id::text, to_jsonb(y)) on conflict do nothing;
    if lower(y.period) < lower(s.period) then
      update custody_restriction set period = tstzrange(lower(y.period), lower(s.period)) where id = y.id;
    else
      update custody_restriction set withdrawn_at = m.merged_at, withdrawn_by = m.merged_by, withdrawn_reason = s.decision_number where id = y.id;
    end if;
    restrictions := restrictions + 1;
  end loop;
  for t in select * from custody_pairs_twice(m.survivor_id, m.merged_id) loop
    insert into custody_settled select p_merge, 'custody_keepapart', k.id::text, to_jsonb(k) from custody_keepapart k where k.id = t.yields;
    update custody_keepapart set closed_at = m.merged_at, closed_by = m.merged_by, closed_reason = m.merged_number where id = t.yields;
    pairs := pairs + 1;
  end loop;
end $$;

-- When a merge is undone: what yielded holds again, unless something new stands in its place.
create function custody_unsettle_merge(p_merge bigint) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); t record; n int := 0; begin
  if m.undone_at is null then raise exception 'this merge stands' using errcode = 'check_violation'; end if;
  for t in delete from custody_settled where merge_id = p_merge returning * loop
    begin
      if t.table_name = 'custody_restriction' then
        update custody_restriction r set period = b.period, withdrawn_at = null, withdrawn_by = null, withdrawn_reason = ''
          from jsonb_populate_record(null::custody_restriction, t.before) b where r.id = b.id;
      else
        update custody_keepapart set closed_at = null, closed_by = null, closed_reason = '' where id = t.row_id::bigint;
      end if;
      n := n + 1;
    exception when exclusion_violation or unique_violation then null;
    end;
  end loop;
  return n;
end $$;
