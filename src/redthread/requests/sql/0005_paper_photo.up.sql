-- A form that was never finished leaves nothing behind: the worker forgets its photos. It reaches no client, so a function.
create function requests.forget_paper_photos(p_before timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n bigint; begin
  delete from requests_paperphoto where at < p_before;
  get diagnostics n = row_count;
  return n;
end $$;
revoke all on function requests.forget_paper_photos(timestamptz) from public;
grant execute on function requests.forget_paper_photos(timestamptz) to rt_job;
