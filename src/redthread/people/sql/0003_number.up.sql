-- Whose number this is, for those who may open a record outside their reach: they hold a paper with the number, nothing else.
-- Each asking is logged, found or not.
create function people_id_by_number(p_number text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare found_id bigint; begin
  perform access.require('sharing.break_glass');
  select id into found_id from people_client where lower(number) = lower(btrim(p_number));
  insert into access.read_audit (actor_id, classes, route, purpose, detail)
  values (access.actor_id(), 0, 'people:number', 'break-glass', left(p_number, 20) || case when found_id is null then ' → 0' else ' → 1' end);
  return found_id;
end $$;
