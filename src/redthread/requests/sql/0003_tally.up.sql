-- Counting a year of the whole service for every page took seconds. A tally by establishment, type and month, renewed by
-- the worker, answers in milliseconds; it holds no person, and the web role reads it only through the functions below.
create materialized view requests.tally as
select r.establishment_id, r.type_code::text as type_code, date_trunc('month', r.received_at at time zone 'UTC')::date as month,
  count(*) filter (where not is_appeal) as received,
  count(*) filter (where is_answered and not is_appeal) as answered,
  count(*) filter (where is_answered and not is_appeal and r.ended_at <= r.due_at) as within_promise,
  count(*) filter (where r.ended_at is null and r.paused_at is null and r.due_at < now()) as late_now,
  count(*) filter (where r.status = 'approved' and not is_appeal) as approved,
  count(*) filter (where r.status = 'declined' and not is_appeal) as declined,
  count(*) filter (where r.status = 'returned') as returned,
  count(*) filter (where r.status = 'withdrawn') as withdrawn,
  percentile_cont(0.5) within group (order by extract(epoch from r.first_read_at - r.received_at)::float) / 3600 as hours_to_read,
  percentile_cont(0.5) within group (order by extract(epoch from r.ended_at - r.received_at)::float)
    filter (where is_answered) / 3600 as hours_to_decide,
  percentile_cont(0.5) within group (order by r.seconds_to_find::float) as seconds_to_find,
  percentile_cont(0.5) within group (order by r.seconds_to_fill::float) as seconds_to_fill,
  count(r.satisfied) as rated, count(*) filter (where r.satisfied) as satisfied,
  count(*) filter (where is_appeal) as appeals,
  count(*) filter (where is_appeal and r.status = 'approved') as appeals_granted,
  count(s.verdict) as second_read, count(*) filter (where s.verdict = 'agrees') as second_agreed
from requests_clientrequest r
left join requests_secondreading s on s.request_id = r.id and s.read_at is not null
cross join lateral (select r.appealed_from_id is not null as is_appeal,
  r.status in ('approved', 'declined', 'returned') as is_answered) k
group by 1, 2, 3;
create unique index tally_key on requests.tally (establishment_id, type_code, month);
create index tally_type on requests.tally (type_code, month);

create function requests.refresh_tally() returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  refresh materialized view concurrently requests.tally;
end $$;
revoke all on function requests.refresh_tally() from public;
grant execute on function requests.refresh_tally() to rt_job;

create or replace function requests.like_cases(p_type text, p_establishment bigint, p_since timestamptz)
returns table (is_here boolean, approved bigint, declined bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('requests.decide');
  return query
    select t.establishment_id = p_establishment, sum(t.approved)::bigint, sum(t.declined)::bigint from requests.tally t
    where t.type_code = p_type and t.month >= date_trunc('month', p_since at time zone 'UTC')::date
    group by 1 having sum(t.approved + t.declined) >= 5 order by 1 desc;
end $$;

-- The same columns as requests.measure, for the whole service and whole months, as of the tally. Pooled times are the mean
-- of the months' and types' medians, weighted by requests.
create function requests.measure_all(p_from timestamptz, p_until timestamptz, p_type text, p_by text[])
returns table (establishment_id bigint, unit_id bigint, type_code text, month date, received bigint, answered bigint, within_promise bigint,
  late_now bigint, approved bigint, declined bigint, returned bigint, withdrawn bigint, hours_to_read float, hours_to_decide float,
  seconds_to_find float, seconds_to_fill float, rated bigint, satisfied bigint, appeals bigint, appeals_granted bigint,
  second_read bigint, second_agreed bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('requests.measure');
  return query
    with pooled as (
      select case when 'establishment' = any (p_by) then t.establishment_id end as e, case when 'type' = any (p_by) then t.type_code end as k,
        case when 'month' = any (p_by) then t.month end as m, sum(t.received)::bigint as n, sum(t.answered)::bigint as a,
        sum(t.within_promise)::bigint as kept, sum(t.late_now)::bigint as late, sum(t.approved)::bigint as yes, sum(t.declined)::bigint as no,
        sum(t.returned)::bigint as back, sum(t.withdrawn)::bigint as taken_back,
        sum(t.hours_to_read * t.received) / nullif(sum(t.received) filter (where t.hours_to_read is not null), 0) as read_h,
        sum(t.hours_to_decide * t.answered) / nullif(sum(t.answered) filter (where t.hours_to_decide is not null), 0) as decide_h,
        sum(t.seconds_to_find * t.received) / nullif(sum(t.received) filter (where t.seconds_to_find is not null), 0) as find_s,
        sum(t.seconds_to_fill * t.received) / nullif(sum(t.received) filter (where t.seconds_to_fill is not null), 0) as fill_s,
        sum(t.rated)::bigint as r, sum(t.satisfied)::bigint as glad, sum(t.appeals)::bigint as ap, sum(t.appeals_granted)::bigint as granted,
        sum(t.second_read)::bigint as sr, sum(t.second_agreed)::bigint as agreed
      from requests.tally t
      where t.month >= date_trunc('month', p_from at time zone 'UTC')::date and t.month < (p_until at time zone 'UTC')::date
        and (p_type is null or t.type_code = p_type)
      group by 1, 2, 3
    )
    select e, null::bigint, k, m, case when n >= 5 then n end, case when n >= 5 then a end, case when n >= 5 and a >= 5 then kept end,
      case when n >= 5 then late end, case when a >= 5 then yes end, case when a >= 5 then no end, case when a >= 5 then back end,
      case when n >= 5 then taken_back end, case when n >= 5 then read_h end, case when a >= 5 then decide_h end,
      case when n >= 5 then find_s end, case when n >= 5 then fill_s end, case when r >= 5 then r end, case when r >= 5 then glad end,
      case when ap >= 5 then ap end, case when ap >= 5 then granted end, case when sr >= 5 then sr end, case when sr >= 5 then agreed end
    from pooled order by e, k, m;
end $$;
