-- The thread: append-only, one hash chain per client. Chain 0 is the house's own (catalogue, roles, devices).
create schema thread;
grant usage on schema thread to rt_web, rt_verify;

create table thread.head (
    client_id bigint primary key,
    seq int not null,
    hash bytea not null
) with (fillfactor = 60);

create table thread.entry (
    client_id bigint not null,
    seq int not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    info_class bigint not null,
    kind text not null,
    actor_id bigint not null,
    payload text,
    payload_hash bytea not null,
    hash bytea not null,
    primary key (client_id, seq)
);

-- Fixed-width fields first, the kind last: no two different entries share an input.
create function thread.link(prev bytea, client bigint, seq int, at timestamptz, recorded timestamptz, class bigint, actor bigint,
    payload_hash bytea, kind text) returns bytea
language sql immutable parallel safe as $$
  select sha256(prev || int8send(client) || int4send(seq) || int8send((extract(epoch from at) * 1000000)::bigint)
    || int8send((extract(epoch from recorded) * 1000000)::bigint) || int8send(class) || int8send(actor)
    || payload_hash || convert_to(kind, 'UTF8')) $$;

create function thread.origin(client bigint) returns bytea
language sql immutable parallel safe as $$ select sha256(int8send(client)) $$;

-- May somebody outside who was approved as a contact of a client write there in this class? The tables are those of contacts,
-- above the foundation: named late, asked only for outsiders.
create function access.is_contact(p_actor bigint, p_client bigint, p_class bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select 1 from public.contacts_contact c join public.contacts_correspondent o on o.id = c.correspondent_id
      -- A child writes through the account of its adult.
      join public.contacts_correspondent me on me.id in (o.id, o.responsible_id)
    where me.actor_id = p_actor and me.left_at is null and c.client_id = p_client and c.approved_at is not null and c.ended_at is null
      and (c.valid_until is null or c.valid_until > now())
      and (p_class = 262144 or p_class = 536870912 and c.level = 'privileged'));
end $$;
revoke all on function access.is_contact(bigint, bigint, bigint) from public;

-- What somebody outside may write into a thread: about whom they reach, in a class that is open to them now (not when the page
-- was opened), and only what is theirs to do. A contact writes that there was a message. Nobody outside writes what the service does.
create function thread.is_outsiders(p_client bigint, p_class bigint, p_kind text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare a bigint := current_setting('app.actor')::bigint; k text := current_setting('app.kind'); module text := split_part(p_kind, '.', 1); begin
  if p_client = 0 then return module = 'signin' or p_kind = 'organisations.language_chosen' or k = 'partner' and p_kind like 'organisations.member%'; end if;
  if k = 'partner' and module in ('plans', 'messages', 'journey', 'sharing') and access.can_read(p_client, 1)
      and (access.can_read(p_client, p_class) or access.can_write(p_client, p_class)) then
    return true;
  end if;
  return p_kind in ('messages.received', 'messages.withdrawn', 'messages.closed') and access.is_contact(a, p_client, p_class);
end $$;
revoke all on function thread.is_outsiders(bigint, bigint, text) from public;

create function thread.append(p_client bigint, p_class bigint, p_kind text, p_payload text, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare h bytea; s int; recorded timestamptz; ph bytea := sha256(convert_to(p_payload, 'UTF8')); a bigint := access.actor_id(); begin
  if not (case current_setting('app.kind')
      when 'client' then p_client = current_setting('app.client')::bigint
      when 'staff' then p_client = 0 or access.may_read(p_client, 1) or access.can_read(p_client, 1)
        -- Somebody who has just come is in nobody's reach yet; a review of looks is written by those who reach nobody.
        or access.may('people.create') and not exists (select 1 from thread.head where client_id = p_client)
          and not exists (select 1 from access.client_place p where p.client_id = p_client and p.unit_id is not null)
        or access.may('thread.sample')
        -- Whoever finishes what a client left behind loses sight of them by it, and tells it last.
        or exists (select 1 from access.reach_grant g where g.actor_id = a and g.scope_kind = 'client' and g.scope_id = p_client
          and g.valid_until = now())
      when 'system' then true
      else thread.is_outsiders(p_client, p_class, p_kind) end) then
    raise exception 'this thread is out of reach' using errcode = '42501';
  end if;
  select seq + 1, hash into s, h from thread.head where client_id = p_client for no key update;
  if not found then
    insert into thread.head values (p_client, 0, thread.origin(p_client)) on conflict do nothing;
    select seq + 1, hash into s, h from thread.head where client_id = p_client for no key update;
  end if;
  recorded := clock_timestamp();
  if p_at > recorded + interval '5 minutes' then raise exception 'the thread does not take entries from the future'; end if;
  h := thread.link(h, p_client, s, p_at, recorded, p_class, a, ph, p_kind);
  insert into thread.entry values (p_client, s, p_at, recorded, p_class, p_kind, a, p_payload, ph, h);
  update thread.head set seq = s, hash = h where client_id = p_client;
  return s;
end $$;

-- Verify a range of chains; one row a broken link, in order. Run as rt_verify.
create function thread.verify(p_from bigint default 0, p_to bigint default 9223372036854775807)
returns table (client_id bigint, seq int, problem text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with linked as (
    select e.*, lag(e.hash) over w as prev, lag(e.seq) over w as prev_seq, lead(e.seq) over w is null as is_last
    from thread.entry e where e.client_id between p_from and p_to
    window w as (partition by e.client_id order by e.seq)
  ), found as (
    select l.client_id, l.seq, case
      when l.seq <> coalesce(l.prev_seq, 0) + 1 then 'entries are missing before this one'
      when l.payload is not null and sha256(convert_to(l.payload, 'UTF8')) <> l.payload_hash then 'the content was changed'
      when l.hash <> thread.link(coalesce(l.prev, thread.origin(l.client_id)), l.client_id, l.seq, l.at, l.recorded_at,
        l.info_class, l.actor_id, l.payload_hash, l.kind) then 'the entry was changed, inserted or moved'
      when l.is_last and (h.seq is distinct from l.seq or h.hash is distinct from l.hash) then 'the head does not match the last entry'
    end as problem
    from linked l left join thread.head h on l.is_last and h.client_id = l.client_id
  )
  select f.client_id, f.seq, f.problem from found f where f.problem is not null
  union all
  select h.client_id, h.seq, 'the tail was cut off' from thread.head h
    where h.client_id between p_from and p_to and h.seq > 0
      and not exists (select 1 from thread.entry e where e.client_id = h.client_id and e.seq = h.seq)
      and not exists (select 1 from thread.entry e where e.client_id = h.client_id)
  order by 1, 2 $$;

-- What has been anchored outside so far: the next anchor holds only the heads that moved since.
create table thread.anchored (
    client_id bigint primary key,
    seq int not null
);

create function thread.next_anchor(out client_id bigint, out seq int, out hash bytea) returns setof record
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with moved as (
    select h.client_id, h.seq, h.hash from thread.head h left join thread.anchored a using (client_id)
    where h.seq > 0 and h.seq is distinct from a.seq
  ), kept as (
    insert into thread.anchored select m.client_id, m.seq from moved m
    on conflict (client_id) do update set seq = excluded.seq returning 1
  )
  select m.client_id, m.seq, m.hash from moved m order by m.client_id $$;
revoke all on function thread.next_anchor() from public;
grant execute on function thread.next_anchor() to rt_job, rt_verify;

-- Looks are too many to queue for one head each: they are sealed in bundles, every few minutes, into a chain of their own.
-- A bundle is every look of the transactions that had ended by then; a look changed, removed or slipped in later breaks it.
create table thread.look_seal (
    n bigint primary key,
    upto xid8 not null,
    looks bigint not null,
    root bytea not null,
    hash bytea not null
);

create function thread.look_leaf(look access.read_audit) returns bytea
language sql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC' set datestyle = 'ISO' as $$
  select sha256(convert_to(look::text, 'UTF8')) $$;

create function thread.look_root(p_from xid8, p_upto xid8, out looks bigint, out root bytea)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select count(*), sha256(coalesce(string_agg(thread.look_leaf(r), '' order by r.id), ''))
  from access.read_audit r where r.xid >= p_from and r.xid < p_upto $$;

create function thread.seal_looks(out n bigint, out hash bytea)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare last thread.look_seal; upto xid8; bundle record; begin
  perform pg_advisory_xact_lock(hashtext('thread.seal_looks'));
  select * into last from thread.look_seal order by look_seal.n desc limit 1;
  upto := pg_snapshot_xmin(pg_current_snapshot());
  select * into bundle from thread.look_root(coalesce(last.upto, '0'::xid8), upto);
  n := coalesce(last.n, 0) + 1;
  hash := sha256(coalesce(last.hash, ''::bytea) || bundle.root || int8send(bundle.looks));
  insert into thread.look_seal values (n, upto, bundle.looks, bundle.root, hash);
end $$;

create function thread.verify_looks() returns table (n bigint, problem text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare s thread.look_seal; before xid8 := '0'; prev bytea := ''; bundle record; begin
  for s in select * from thread.look_seal order by look_seal.n loop
    select * into bundle from thread.look_root(before, s.upto);
    n := s.n;
    if bundle.looks <> s.looks then problem := 'looks are missing or were slipped in'; return next;
    elsif bundle.root <> s.root then problem := 'a look was changed'; return next;
    elsif s.hash <> sha256(prev || s.root || int8send(s.looks)) then problem := 'a seal was changed'; return next;
    end if;
    before := s.upto; prev := s.hash;
  end loop;
end $$;
revoke all on function thread.seal_looks(), thread.verify_looks(), thread.look_root(xid8, xid8) from public;
grant execute on function thread.seal_looks() to rt_job, rt_verify;
grant execute on function thread.verify_looks(), thread.look_root(xid8, xid8) to rt_verify;

revoke all on function thread.verify(bigint, bigint) from public;
grant execute on function thread.verify(bigint, bigint) to rt_verify;
grant select on all tables in schema thread to rt_verify;
grant select on access.actor, access.read_audit to rt_verify;

grant select on thread.entry to rt_web;
alter table thread.entry enable row level security, force row level security;
create policy entry_owner on thread.entry to rt_owner using (true) with check (true);
-- Somebody outside reads of the thread what is theirs too: the plan and the guides, never who else wrote, moved or looked.
create policy entry_read on thread.entry for select to rt_web using (
  (select access.context_ok()) and ((select access.actor_kind() in ('client', 'staff', 'system'))
    or (select access.actor_kind()) = 'partner' and (kind like 'plans.%' or kind like 'journey.%')) and case
    when client_id = 0 then (select access.may('thread.house'))
    when client_id = (select access.setting('focus')) then info_class & (select access.setting('focus_read')) <> 0
    when info_class & (select access.setting('wide_read')) <> 0 then true
    else exists (select 1 from access.caseload k where k.actor_id = (select access.actor_id()) and k.client_id = entry.client_id
      and k.read_mask & entry.info_class <> 0 and k.valid_until > now()) end);

-- Names beside the entries: a reader of a thread sees who acted, not the table of actors.
create function access.actor_names(p_ids bigint[]) returns table (id bigint, kind text, name text, title text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare me bigint := access.actor_id(); k text := access.actor_kind(); begin
  -- A client learns the names of those who work for them, never another client's. Somebody outside learns those of the own
  -- organisation and of whom they share a client with: who tries numbers finds no list of staff.
  return query select a.id, a.kind, a.name, a.title from access.actor a where a.id = any (p_ids)
    and (a.id = me or k in ('staff', 'system') or k = 'client' and a.kind <> 'client'
      or k in ('partner', 'relative') and (a.organisation_id = access.organisation_id() or access.can_read(a.client_id, 1)
        or exists (select 1 from access.caseload mine join access.caseload theirs on theirs.client_id = mine.client_id
          where mine.actor_id = me and mine.valid_until > now() and theirs.actor_id = a.id and theirs.valid_until > now())));
end $$;
