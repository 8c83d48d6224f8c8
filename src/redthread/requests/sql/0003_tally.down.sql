drop function requests.measure_all;
drop function requests.refresh_tally;
create or replace function requests.like_cases(p_type text, p_establishment bigint, p_since timestamptz)
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
drop materialized view requests.tally;
