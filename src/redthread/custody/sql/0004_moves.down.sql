drop policy rt_read on custody_expectedarrival;
drop policy rt_insert on custody_expectedarrival;
drop policy rt_update on custody_expectedarrival;
drop function custody_is_here(bigint);
drop function custody_see_receipt(bigint, timestamptz);
drop function custody_end_key_worker(bigint, timestamptz);
drop function custody_begin_key_worker(bigint, bigint, int, timestamptz);
drop function custody_former_key_worker(bigint, bigint, int);
drop function custody_key_worker_choices(bigint);
drop function custody_candidates(text, date, text);
drop function custody_open_transfers(bigint);
drop function custody_require_here(bigint, text);
drop trigger transfer_guard on custody_transfer;
drop function custody_guard_transfer();
drop function custody_begin_stay(bigint, bigint, timestamptz, text);
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
