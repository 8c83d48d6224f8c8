-- Which row was whose before a merge, so that undoing it takes exactly those back.
create table people_mergedrow (
    merge_id bigint not null references people_merge deferrable initially deferred,
    table_name text not null,
    column_name text not null,
    row_id text not null,
    primary key (merge_id, table_name, column_name, row_id)
);
alter table people_mergedrow enable row level security, force row level security;
create policy rt_owner_all on people_mergedrow to rt_owner using (true) with check (true);

-- Begin a merge: both records are somebody's to see, or the other is held nowhere; nobody draws in whom others hold.
create function people_begin_merge(p_survivor bigint, p_merged bigint, p_grounds text, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare new_id bigint; kept people_client; gone people_client; begin
  perform access.require('people.merge');
  perform 1 from people_client where id in (p_survivor, p_merged) order by id for update;
  select * into strict kept from people_client where id = p_survivor;
  select * into strict gone from people_client where id = p_merged;
  if not access.may_write(p_survivor, 4) and not access.may_read(p_survivor, 1) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  if not access.may_read(p_merged, 1) and exists (select 1 from access.client_place p where p.client_id = p_merged and p.unit_id is not null) then
    raise exception 'the other client is out of reach' using errcode = '42501';
  end if;
  if exists (select 1 from people_merge m where m.undone_at is null and (m.merged_id in (p_survivor, p_merged) or m.survivor_id = p_merged)) then
    raise exception 'one of the two records is merged already' using errcode = 'check_violation', constraint = 'a_record_is_merged_once_at_a_time';
  end if;
  insert into people_merge (survivor_id, merged_id, merged_number, grounds, merged_at, merged_by, undone_because)
  values (p_survivor, p_merged, gone.number, p_grounds, p_at, access.actor_id(), '') returning id into new_id;
  -- The old number still finds the person; the old key opens nothing.
  update people_client set search_key = left(kept.search_key || ' ' || gone.search_key, 200) where id = p_survivor;
  update people_client set search_key = '' where id = p_merged;
  update access.session s set ended_at = now(), ended_why = 'merged' from access.actor a
    where a.id = s.actor_id and a.client_id = p_merged and s.ended_at is null;
  update access.actor set is_active = false where client_id = p_merged;
  -- Who was let near one record for one thing (a request left behind, a key worker) needs the person for it still.
  with moved as (update access.reach_grant g set scope_id = p_survivor where g.scope_kind = 'client' and g.scope_id = p_merged
      and g.valid_until > now() and g.basis not like 'break-glass:%' returning g.id)
    insert into people_mergedrow select new_id, 'access.reach_grant', 'scope_id', m.id::text from moved m;
  return new_id;
end $$;

create function people_require_merge(p_merge bigint) returns people_merge
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge; begin
  perform access.require('people.merge');
  select * into strict m from people_merge where id = p_merge;
  if not access.may_read(m.survivor_id, 1) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  return m;
end $$;
revoke all on function people_require_merge(bigint) from public;

-- Every column of a module's tables that names a client, but the accounts: money moves by the books (money/sql).
create function people_client_columns(p_prefix text) returns table (tbl regclass, col name, pk name)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select c.conrelid::regclass, a.attname, k.attname
  from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    join pg_index i on i.indrelid = c.conrelid and i.indisprimary
    join pg_attribute k on k.attrelid = c.conrelid and k.attnum = i.indkey[0]
  where c.contype = 'f' and c.confrelid = 'public.people_client'::regclass
    and c.conrelid::regclass::text like replace(p_prefix, '_', '\_') || '\_%'
    and c.conrelid::regclass::text not in ('people_merge', 'money_account', 'money_posting', 'money_transfer')
  order by 1, 2 $$;

create function people_move_rows(p_merge bigint, p_module text) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); c record; n int; total int := 0; begin
  if m.undone_at is not null then
    raise exception 'this merge is over' using errcode = 'check_violation';
  end if;
  for c in select * from people_client_columns(p_module) loop
    execute format('with moved as (update %s set %I = $1 where %I = $2 returning %I::text as id)
      insert into people_mergedrow select $3, $4, $5, id from moved', c.tbl, c.col, c.col, c.pk)
      using m.survivor_id, m.merged_id, p_merge, c.tbl::text, c.col::text;
    get diagnostics n = row_count;
    total := total + n;
  end loop;
  return total;
end $$;

create function people_count_rows(p_client bigint, p_module text) returns int
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare c record; n int; total int := 0; begin
  perform access.require('people.merge');
  for c in select * from people_client_columns(p_module) loop
    execute format('select count(*)::int from %s where %I = $1', c.tbl, c.col) into n using p_client;
    total := total + n;
  end loop;
  return total;
end $$;

create function people_take_rows_back(p_merge bigint, p_module text) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); c record; n int; total int := 0; begin
  if m.undone_at is null then raise exception 'this merge stands' using errcode = 'check_violation'; end if;
  for c in select * from people_client_columns(p_module) loop
    execute format('update %s t set %I = $1 from people_mergedrow r
      where r.merge_id = $2 and r.table_name = $3 and r.column_name = $4 and r.row_id = t.%I::text and t.%I = $5', c.tbl, c.col, c.pk, c.col)
      using m.merged_id, p_merge, c.tbl::text, c.col::text, m.survivor_id;
    get diagnostics n = row_count;
    total := total + n;
  end loop;
  return total;
end $$;

create function people_undo_merge(p_merge bigint, p_because text, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); begin
  update people_merge set undone_at = p_at, undone_by = access.actor_id(), undone_because = p_because where id = p_merge and undone_at is null;
  if not found then raise exception 'this merge is undone already' using errcode = 'check_violation'; end if;
  update people_client c set search_key = people_search_key(c.given_name, c.family_name, c.number) where c.id in (m.survivor_id, m.merged_id);
  -- Another record may still be part of the survivor.
  update people_client c set search_key = left(c.search_key || ' ' || (select string_agg(people_search_key(o.given_name, o.family_name, o.number), ' ')
      from people_merge x join people_client o on o.id = x.merged_id where x.survivor_id = c.id and x.undone_at is null), 200)
    where c.id = m.survivor_id and exists (select 1 from people_merge x where x.survivor_id = c.id and x.undone_at is null);
  update access.actor set is_active = true where client_id = m.merged_id;
  update access.reach_grant g set scope_id = m.merged_id from people_mergedrow r
    where r.merge_id = p_merge and r.table_name = 'access.reach_grant' and r.row_id = g.id::text and g.scope_id = m.survivor_id;
end $$;

-- What two records say, side by side, before somebody says that they are one person; each asking is logged.
create function people_compare(p_survivor bigint, p_number text)
returns table (id bigint, number text, given_name text, family_name text, born_on date, gender text, is_held boolean)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('people.merge');
  if not access.may_read(p_survivor, 1) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  insert into access.read_audit (actor_id, classes, route, purpose, detail)
  values (access.actor_id(), 1, 'people:compare', 'duty', left(p_number, 20));
  return query select c.id, c.number::text, c.given_name::text, c.family_name::text, c.born_on, c.gender::text,
      exists (select 1 from access.client_place p where p.client_id = c.id and p.unit_id is not null)
    from people_client c where lower(c.number) = lower(btrim(p_number)) and c.id <> p_survivor;
end $$;

-- The thread of the record that was merged: its chain stays as it was written, and is read where the person is read.
create function people_earlier_entries(p_survivor bigint, p_limit int)
returns table (number text, client_id bigint, seq int, at timestamptz, info_class bigint, kind text, actor_id bigint, payload text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.context_ok();
  return query
    select m.merged_number::text, e.client_id, e.seq, e.at, e.info_class, e.kind, e.actor_id, e.payload
    from people_merge m join thread.entry e on e.client_id = m.merged_id
    where m.survivor_id = p_survivor and m.undone_at is null and e.at <= m.merged_at and access.may_read(p_survivor, e.info_class)
      and access.actor_kind() in ('client', 'staff', 'system')
    order by e.at desc, e.seq desc limit least(p_limit, 200);
end $$;
