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
