-- Is there money on a client's accounts? Not how much: whoever moves people need not know what they own.
create function money.has_money(p_client bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('custody.place');
  if not (access.may_read(p_client, 4) or access.may_write(p_client, 4)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  return exists (select 1 from public.money_account a where a.client_id = p_client and a.balance > 0);
end $$;
