-- The only way money moves. The web role may read accounts and postings and call the functions below; it cannot write.
create schema money;
grant usage on schema money to rt_web, rt_verify;

-- Every way money can go, and no other. 'from' and 'to' are kinds of account (enums.AccountKind).
create table money.movement (
    reason text primary key,
    from_kind text not null,
    to_kind text not null,
    own boolean not null,           -- the client may do it, in the own accounts only
    by_anybody boolean not null     -- any member of staff or job may: money goes back to its owner
);
insert into money.movement values
    ('deposit',      'pay_in',       'spendable',    false, false),
    ('pay',          'pay_in',       'spendable',    false, false),
    ('withdrawal',   'spendable',    'pay_out',      false, false),
    ('reserve',      'spendable',    'reservations', true,  false),
    ('capture',      'reservations', 'kiosk_sales',  false, false),
    ('release',      'reservations', 'spendable',    true,  true),
    ('set_aside',    'spendable',    'release',      true,  false),
    ('use_savings',  'release',      'spendable',    false, false),
    ('release_paid', 'release',      'pay_out',      false, false);

-- Which permission of a member of staff opens which movement, within which information class of the client.
-- Whoever decides an order may put its money aside, take it or give it back, though not see or move other money.
create table money.movement_right (
    reason text not null references money.movement,
    permission text not null,
    info_class bigint not null,
    primary key (reason, permission, info_class)
);
insert into money.movement_right
    select reason, 'money.post', 4194304 from money.movement                       -- InformationClass.FINANCES
    union all
    select reason, 'requests.decide', 4194304 from money.movement where reason in ('reserve', 'capture', 'release')
    union all
    select reason, 'requests.decide', 131072 from money.movement where reason in ('reserve', 'capture', 'release');  -- REQUESTS

-- May the acting person do this with this client's money? Raises where not.
create function money.require_right(p_reason text, p_client bigint) returns money.movement
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare m money.movement; kind text := access.actor_kind(); begin
  select * into m from money.movement where reason = p_reason;
  if not found then raise exception 'money does not move for the reason %', p_reason using errcode = '22023'; end if;
  if kind = 'client' then
    if m.own and access.client_id() = p_client then return m; end if;
  elsif kind in ('staff', 'system') then
    if m.by_anybody then return m; end if;
    if exists (select 1 from money.movement_right r where r.reason = p_reason
        and access.may(r.permission) and access.may_write(p_client, r.info_class)) then
      return m;
    end if;
  end if;
  raise exception 'this person may not move this money (%)', p_reason using errcode = '42501';
end $$;
revoke all on function money.require_right(text, bigint) from public;

-- Accounts of an establishment, once, in its currency. Harmless: they are empty.
create function money.open_house_accounts(p_establishment bigint, p_currency text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not (access.may('estate.manage') or access.may('money.post') or access.may('kiosk.manage')) then
    raise exception 'this person may not open accounts' using errcode = '42501';
  end if;
  perform access.require_place(p_establishment);
  if exists (select 1 from public.money_account a where a.establishment_id = p_establishment and a.currency <> p_currency) then
    raise exception 'the accounts of this establishment are in another currency' using errcode = '22023';
  end if;
  insert into public.money_account (kind, client_id, establishment_id, currency, balance)
  select k, null, p_establishment, p_currency, 0 from unnest(array['pay_in', 'pay_out', 'reservations', 'kiosk_sales']) k
  on conflict do nothing;
  return found;
end $$;

-- The client's two accounts in the currency of a house. Called by post_transfer too: no order fails for want of an account.
create function money.ensure_client_accounts(p_client bigint, p_currency text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.money_account (kind, client_id, establishment_id, currency, balance)
  select k, p_client, null, p_currency, 0 from unnest(array['spendable', 'release']) k
  on conflict do nothing;
  return found;
end $$;
revoke all on function money.ensure_client_accounts(bigint, text) from public;

create function money.currency_of(p_establishment bigint) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare found_currency text; begin
  select a.currency into found_currency from public.money_account a
    where a.establishment_id = p_establishment and a.kind = 'pay_in';
  if found_currency is null then
    raise exception 'establishment % has no accounts', p_establishment using errcode = 'RT404';
  end if;
  return found_currency;
end $$;

create function money.open_client_accounts(p_client bigint, p_establishment bigint, out is_new boolean, out currency text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if access.client_id() is distinct from p_client and not access.may_write(p_client, 4194304) then
    raise exception 'this person may not open accounts for this client' using errcode = '42501';
  end if;
  perform money.lock_client(p_client);
  currency := money.currency_of(p_establishment);
  is_new := money.ensure_client_accounts(p_client, currency);
end $$;

-- Every write about a client ends in the client's thread, so the head of that thread is the lock to take first:
-- who took an account first and the head after would wait for a request that took them the other way round.
create function money.lock_client(p_client bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from thread.head h where h.client_id = p_client for no key update;
  if not found then
    insert into thread.head values (p_client, 0, thread.origin(p_client)) on conflict do nothing;
    perform 1 from thread.head h where h.client_id = p_client for no key update;
  end if;
end $$;
revoke all on function money.lock_client(bigint) from public;

-- One leg of a transfer. A client's account is locked by its update, and its CHECK refuses to go below zero.
create function money.post(p_transfer uuid, p_client bigint, p_establishment bigint, p_currency text, p_kind text, p_amount bigint)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare account bigint; after_it bigint; begin
  if p_kind in ('spendable', 'release') then
    update public.money_account a set balance = a.balance + p_amount
      where a.client_id = p_client and a.kind = p_kind and a.currency = p_currency
      returning a.id, a.balance into strict account, after_it;
  else
    -- The balance of a house account is the sum of its postings: were it kept here, all orders would queue for one row.
    select a.id into strict account from public.money_account a where a.establishment_id = p_establishment and a.kind = p_kind;
  end if;
  insert into public.money_posting (transfer_id, account_id, client_id, amount, balance_after)
  values (p_transfer, account, p_client, p_amount, after_it);
end $$;
revoke all on function money.post(uuid, bigint, bigint, text, text, bigint) from public;

-- Put money aside for an order, or take from what was put aside; the CHECKs of the row hold the sums.
create function money.move_reservation(p_reason text, p_subject uuid, p_client bigint, p_establishment bigint, p_amount bigint, p_at timestamptz)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_subject is null then raise exception 'a reservation is for an order' using errcode = '22023'; end if;
  if p_reason = 'reserve' then
    insert into public.money_reservation (id, client_id, establishment_id, amount, captured, released, made_at)
    values (p_subject, p_client, p_establishment, p_amount, 0, 0, p_at);
    return;
  end if;
  update public.money_reservation r set
      captured = r.captured + case when p_reason = 'capture' then p_amount else 0 end,
      released = r.released + case when p_reason = 'release' then p_amount else 0 end
    where r.id = p_subject and r.client_id = p_client and r.establishment_id = p_establishment
      and r.captured + r.released + p_amount <= r.amount;
  if not found then
    raise exception 'no more than was put aside can be taken or given back' using errcode = 'RT409';
  end if;
end $$;
revoke all on function money.move_reservation(text, uuid, bigint, bigint, bigint, timestamptz) from public;

-- Move money. is_new false: this very transfer was made before (a replay). p_kept is the part of a client's pay that
-- goes to savings. Errors: 42501 may not; RT402 not enough; RT404 no accounts; RT409 conflict; 22023 nonsense.
create function money.post_transfer(p_transfer uuid, p_client bigint, p_establishment bigint, p_reason text, p_amount bigint,
    p_kept bigint, p_subject uuid, p_text text, p_at timestamptz, out is_new boolean, out currency text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  m money.movement := money.require_right(p_reason, p_client);
  have bigint;
begin
  is_new := false;
  -- Into and out of the books of the house where the client is, or of one's own; what was put aside knows its house itself.
  if p_reason not in ('capture', 'release') and not access.works_at(p_establishment) and not exists (
      select 1 from access.client_place p where p.client_id = p_client and p.establishment_id = p_establishment) then
    raise exception 'this is the business of another establishment' using errcode = '42501';
  end if;
  currency := money.currency_of(p_establishment);
  if p_amount not between 1 and 100000000 or p_kept not between 0 and p_amount or (p_kept > 0 and p_reason <> 'pay') then
    raise exception 'not an amount that can be moved: % (% kept)', p_amount, p_kept using errcode = '22023';
  end if;
  perform money.lock_client(p_client);
  insert into public.money_transfer (id, client_id, establishment_id, reason, amount, kept, subject, text, at, recorded_at, by_actor_id)
  values (p_transfer, p_client, p_establishment, p_reason, p_amount, p_kept, p_subject, p_text, p_at, clock_timestamp(), access.actor_id())
  on conflict (id) do nothing;
  if not found then
    if exists (select 1 from public.money_transfer t where t.id = p_transfer and t.client_id = p_client
        and t.establishment_id = p_establishment and t.reason = p_reason and t.amount = p_amount and t.kept = p_kept
        and t.subject is not distinct from p_subject) then
      return;
    end if;
    raise exception 'transfer % was used for something else', p_transfer using errcode = 'RT409';
  end if;
  perform money.ensure_client_accounts(p_client, currency);
  if m.from_kind in ('spendable', 'release') then
    select a.balance into have from public.money_account a
      where a.client_id = p_client and a.kind = m.from_kind and a.currency = post_transfer.currency for no key update;
    if have < p_amount then
      raise exception 'not enough money' using errcode = 'RT402',
        detail = concat_ws('|', currency, case when access.may_read(p_client, 4194304) then have end);
    end if;
  end if;
  if 'reservations' in (m.from_kind, m.to_kind) then
    perform money.move_reservation(p_reason, p_subject, p_client, p_establishment, p_amount, p_at);
  end if;
  perform money.post(p_transfer, p_client, p_establishment, currency, m.from_kind, -p_amount);
  if p_amount > p_kept then
    perform money.post(p_transfer, p_client, p_establishment, currency, m.to_kind, p_amount - p_kept);
  end if;
  if p_kept > 0 then
    perform money.post(p_transfer, p_client, p_establishment, currency, 'release', p_kept);
  end if;
  is_new := true;
end $$;

-- The balance of an account of the house, in minor units: for those who post.
create function money.house_balance(p_establishment bigint, p_kind text) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('money.post'), access.require_place(p_establishment);
  return (select coalesce(sum(p.amount), 0)::bigint from public.money_posting p join public.money_account a on a.id = p.account_id
          where a.establishment_id = p_establishment and a.kind = p_kind);
end $$;

-- Everything that must never be: one row a finding, none where the books are right. Run as rt_verify.
create function money.find_discrepancies() returns table (what text, id text, expected bigint, found bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select 'transfer does not sum to zero', t.id::text, 0::bigint, coalesce(sum(p.amount), 0)::bigint
    from public.money_transfer t left join public.money_posting p on p.transfer_id = t.id
    group by t.id having coalesce(sum(p.amount), 0) <> 0 or count(p.id) < 2
  union all
  select 'balance is not the sum of its postings', a.id::text, coalesce(sum(p.amount), 0)::bigint, a.balance
    from public.money_account a left join public.money_posting p on p.account_id = a.id
    where a.client_id is not null group by a.id having coalesce(sum(p.amount), 0) <> a.balance
  union all
  select 'running balance is wrong', b.id::text, b.expected, b.balance_after from (
    select p.id, p.balance_after, sum(p.amount) over (partition by p.account_id order by p.id)::bigint as expected
    from public.money_posting p where p.balance_after is not null) b where b.balance_after <> b.expected
  union all
  select 'open reservations differ from their account', a.establishment_id::text,
      coalesce((select sum(r.amount - r.captured - r.released) from public.money_reservation r
                where r.establishment_id = a.establishment_id), 0)::bigint,
      coalesce((select sum(p.amount) from public.money_posting p where p.account_id = a.id), 0)::bigint
    from public.money_account a where a.kind = 'reservations'
      and coalesce((select sum(r.amount - r.captured - r.released) from public.money_reservation r
                    where r.establishment_id = a.establishment_id), 0)
        <> coalesce((select sum(p.amount) from public.money_posting p where p.account_id = a.id), 0) $$;
revoke all on function money.find_discrepancies() from public;
grant execute on function money.find_discrepancies() to rt_verify;
grant select on public.money_account, public.money_transfer, public.money_posting, public.money_reservation to rt_verify;

-- That an establishment has accounts is no secret, and their rows hold no balance.
create policy house_accounts_are_known on public.money_account for select to rt_web
  using ((select access.actor_kind()) in ('client', 'staff', 'system') and client_id is null);

-- ---------------------------------------------------------------- what holds even for the owner
create function money.check_transfer_balances() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare total bigint; legs int; begin
  select coalesce(sum(p.amount), 0), count(*) into total, legs from public.money_posting p
    where p.transfer_id = case tg_table_name when 'money_transfer' then (to_jsonb(new) ->> 'id')::uuid
                                             else (to_jsonb(new) ->> 'transfer_id')::uuid end;
  if total <> 0 or legs < 2 then
    raise exception 'a transfer needs two postings or more that sum to zero' using errcode = '23514',
      constraint = 'money_transfer_sums_to_zero';
  end if;
  return null;
end $$;
create constraint trigger money_posting_sums_to_zero after insert on public.money_posting
  deferrable initially deferred for each row execute function money.check_transfer_balances();
create constraint trigger money_transfer_sums_to_zero after insert on public.money_transfer
  deferrable initially deferred for each row execute function money.check_transfer_balances();

create function money.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'what was booked stays booked: make a new transfer' using errcode = '55000';
end $$;
create trigger money_posting_is_immutable before update or delete on public.money_posting
  for each row execute function money.refuse_change();
create trigger money_transfer_is_immutable before update or delete on public.money_transfer
  for each row execute function money.refuse_change();
