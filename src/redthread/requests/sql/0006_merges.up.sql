-- Two records with the same question open: after a merge both stay open, though one may usually ask only once.
create function requests.ready_for_merge(p_merge bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); begin
  update requests_clientrequest r set allows_several = true where r.client_id = m.merged_id and r.ended_at is null and not r.allows_several
    and exists (select 1 from requests_clientrequest o where o.client_id = m.survivor_id and o.ended_at is null
      and o.establishment_id = r.establishment_id and o.type_code = r.type_code);
end $$;
