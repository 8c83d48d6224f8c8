-- Whoever leaves a place is signed out of its tablets, in the same transaction.
create function access.sign_out_client(p_client bigint, p_why text) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int; begin
  perform access.require('custody.place');
  if not access.may_write(p_client, 4) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  update access.session s set ended_at = now(), ended_why = left(p_why, 60)
    from access.actor a where a.id = s.actor_id and a.client_id = p_client and s.ended_at is null;
  get diagnostics n = row_count;
  return n;
end $$;
