-- Two records are one person: what is on the accounts of one goes to those of the other, by the books. The history stays where it
-- was written. Undone, as much goes back as is still there; the answer says how much is missing.
create function money.merge_accounts(p_merge bigint, p_merged bigint, p_survivor bigint, p_back boolean, p_at timestamptz, out moved bigint, out missing bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare m public.people_merge; a record; came bigint; goes bigint; source bigint; target bigint; house bigint; key uuid; begin
  moved := 0; missing := 0;
  m := public.people_require_merge(p_merge);
  if (m.merged_id, m.survivor_id) is distinct from (p_merged, p_survivor) or (m.undone_at is not null) <> p_back then
    raise exception 'this is not what was merged' using errcode = 'check_violation';
  end if;
  source := case when p_back then p_survivor else p_merged end;
  target := case when p_back then p_merged else p_survivor end;
  for a in select * from public.money_account x where x.client_id = p_merged order by x.kind, x.currency loop
    key := md5('merge:' || p_merge || ':' || a.kind || ':' || a.currency)::uuid;
    if p_back then
      select t.amount, t.establishment_id into came, house from public.money_transfer t where t.id = key;
      continue when not found;
      select least(came, x.balance) into goes from public.money_account x
        where x.client_id = source and x.kind = a.kind and x.currency = a.currency for no key update;
      missing := missing + came - coalesce(goes, 0);
      key := md5('unmerge:' || p_merge || ':' || a.kind || ':' || a.currency)::uuid;
    else
      goes := a.balance;
      select x.establishment_id into house from public.money_account x where x.kind = 'pay_in' and x.currency = a.currency
        order by x.establishment_id = (select p.establishment_id from access.client_place p where p.client_id = p_survivor) desc nulls last, 1 limit 1;
    end if;
    continue when coalesce(goes, 0) = 0;
    perform money.ensure_client_accounts(target, a.currency);
    insert into public.money_transfer (id, client_id, establishment_id, reason, amount, kept, subject, text, at, recorded_at, by_actor_id)
    values (key, target, house, 'merge', goes, 0, null, '', p_at, clock_timestamp(), access.actor_id());
    perform money.post(key, source, house, a.currency, a.kind, -goes);
    perform money.post(key, target, house, a.currency, a.kind, goes);
    moved := moved + goes;
  end loop;
end $$;

create function money.has_money_to_merge(p_client bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('people.merge');
  return exists (select 1 from public.money_account a where a.client_id = p_client and a.balance > 0);
end $$;

-- The statement of the other numbers of a person, each line up to the merge: read where the person's own money is read.
create function money.earlier_statement(p_survivor bigint)
returns table (number text, kind text, id bigint, at timestamptz, reason text, text text, amount bigint, balance bigint, currency text, subject uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  return query
    select m.merged_number::text, a.kind::text, p.id, t.at, t.reason::text, t.text::text, p.amount, coalesce(p.balance_after, 0), a.currency::text, t.subject
    from public.people_merge m join public.money_account a on a.client_id = m.merged_id
      join public.money_posting p on p.account_id = a.id join public.money_transfer t on t.id = p.transfer_id
    where m.survivor_id = p_survivor and m.undone_at is null
      and access.may_read(p_survivor, 4194304) and access.actor_kind() in ('client', 'staff', 'system')  -- FINANCES
      and p.id < coalesce((select j.id from public.money_posting j where j.account_id = a.id
        and j.transfer_id = md5('merge:' || m.id || ':' || a.kind || ':' || a.currency)::uuid), 9223372036854775807);
end $$;
