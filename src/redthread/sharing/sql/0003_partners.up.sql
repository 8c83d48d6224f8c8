-- What partners may know: links, phases, narrowing and consent are facts; grants follow from them and from the pack's templates;
-- the caseload follows from the grants (foundation/sql/0003_reach). All set-based: one person or three thousand, the same statements.

-- Staff and jobs, for people in their reach; whoever receives or releases somebody acts while reach is on its way, and for nobody who
-- is held elsewhere.
create function sharing_require_reach(p_client bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if access.actor_kind() = 'system' or access.actor_kind() = 'staff' and (access.may_read(p_client, 1) or access.can_read(p_client, 1)
      or access.may('custody.place') and not exists (select 1 from access.client_place p
        where p.client_id = p_client and p.unit_id is not null and not access.works_at(p.establishment_id))) then
    return;
  end if;
  raise exception 'this client is out of reach' using errcode = '42501';
end $$;
revoke all on function sharing_require_reach(bigint) from public;

-- Giving and narrowing access: the permission, and the person in one's reach; jobs carry out what a person decided.
create function sharing_require_grants(p_client bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if access.actor_kind() <> 'system' then
    perform access.require('sharing.grant_partner');
    if access.actor_kind() <> 'staff' or not (access.may_read(p_client, 1) or access.can_read(p_client, 1)) then
      raise exception 'this client is out of reach' using errcode = '42501';
    end if;
  end if;
end $$;
revoke all on function sharing_require_grants(bigint) from public;

-- What the templates say about these people now: one line for each open link and line of its kind and phase, less what was narrowed.
create function sharing_wanted(p_clients bigint[])
returns table (client_id bigint, organisation_id bigint, template text, phase text, read_mask bigint, write_mask bigint, purpose text,
  legal_basis text, source text)
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select l.client_id, l.organisation_id, t.phase || '/' || t.code, t.phase::text, t.read_mask & ~l.without_mask, t.write_mask & ~l.without_mask,
    t.purpose::text, t.legal_basis::text, t.source
  from access.partner_link l
  join organisations_partnerorganisation o on o.id = l.organisation_id and o.is_active
  left join access.client_phase p on p.client_id = l.client_id
  join sharing_granttemplate t on t.pack = o.pack and t.partner_kind = o.kind and t.phase = coalesce(p.phase, 'serving')
  where l.client_id = any (p_clients) and l.valid_until = 'infinity' and t.read_mask & ~l.without_mask <> 0 $$;
revoke all on function sharing_wanted(bigint[]) from public;

-- Bring the grants of these people in line with their links, phases and the templates; return what changed for whom.
create function sharing_reconcile(p_clients bigint[], p_why text)
returns table (client_id bigint, organisation_id bigint, ended int, made int)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := access.actor_id(); begin
  perform access.hold_partners(p_clients);
  return query
    with wanted as materialized (select * from sharing_wanted(p_clients)), gone as (
      update access.partner_grant g set valid_until = now(), ended_by = me, ended_why = p_why
      where g.client_id = any (p_clients) and g.valid_until > now() and case
        when g.template = '' then g.phase <> coalesce((select p.phase from access.client_phase p where p.client_id = g.client_id), 'serving')
          or not exists (select 1 from access.partner_link l
            where l.client_id = g.client_id and l.organisation_id = g.organisation_id and l.valid_until = 'infinity')
        else not exists (select 1 from wanted w where (w.client_id, w.organisation_id, w.template, w.read_mask, w.write_mask, w.purpose,
            w.legal_basis, w.source) = (g.client_id, g.organisation_id, g.template, g.read_mask, g.write_mask, g.purpose, g.legal_basis, g.source)) end
      returning g.client_id, g.organisation_id
    )
    select g.client_id, g.organisation_id, count(*)::int, 0 from gone g group by 1, 2;
  return query
    with new as (
      insert into access.partner_grant as g (organisation_id, client_id, read_mask, write_mask, purpose, legal_basis, source, template,
        phase, granted_by, reason)
      select w.organisation_id, w.client_id, w.read_mask, w.write_mask, w.purpose, w.legal_basis, w.source, w.template, w.phase, me, p_why
      from sharing_wanted(p_clients) w where not exists (select 1 from access.partner_grant h
        where h.client_id = w.client_id and h.organisation_id = w.organisation_id and h.template = w.template and h.valid_until = 'infinity')
      returning g.client_id, g.organisation_id
    )
    select n.client_id, n.organisation_id, 0, count(*)::int from new n group by 1, 2;
  perform access.refresh_partners(p_clients);
end $$;
revoke all on function sharing_reconcile(bigint[], text) from public;

-- An organisation begins to work with somebody: the grants of its kind and of the phase follow. True where it is new.
create function sharing_link_partner(p_client bigint, p_organisation bigint, p_why text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare is_new boolean; begin
  perform sharing_require_grants(p_client);
  perform 1 from organisations_partnerorganisation o where o.id = p_organisation and o.is_active;
  if not found then raise exception 'no such organisation works with the service' using errcode = 'no_data_found'; end if;
  insert into access.partner_link (organisation_id, client_id, linked_by) values (p_organisation, p_client, access.actor_id())
    on conflict (client_id, organisation_id) where valid_until = 'infinity' do nothing;
  is_new := found;
  perform sharing_reconcile(array[p_client], p_why);
  return is_new;
end $$;

-- By hand, beside the template: for a purpose, on a ground, until a day, and never beyond what the giver may read.
create function sharing_grant_by_hand(p_client bigint, p_organisation bigint, p_read bigint, p_write bigint, p_purpose text, p_basis text,
    p_source text, p_until timestamptz, p_why text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare new_id bigint; n int; begin
  perform sharing_require_grants(p_client), access.hold_partners(array[p_client]);
  for n in 0..29 loop
    if p_read & (1::bigint << n) <> 0 and access.actor_kind() = 'staff' and not (access.may_read(p_client, 1::bigint << n)) then
      raise exception 'nobody gives others what they may not read themselves' using errcode = '42501';
    end if;
  end loop;
  if not exists (select 1 from access.partner_link l where l.client_id = p_client and l.organisation_id = p_organisation
      and l.valid_until = 'infinity') then
    raise exception 'this organisation does not work with this person' using errcode = 'no_data_found';
  end if;
  insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, legal_basis, source, phase, valid_until,
    granted_by, reason)
  select p_organisation, p_client, p_read, p_write & p_read, p_purpose, p_basis, p_source,
    coalesce((select p.phase from access.client_phase p where p.client_id = p_client), 'serving'), coalesce(p_until, 'infinity'),
    access.actor_id(), p_why
  returning id into new_id;
  perform access.refresh_partners(array[p_client]);
  return new_id;
end $$;

create function sharing_end_by_hand(p_grant bigint, p_why text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare g access.partner_grant; begin
  select * into g from access.partner_grant where id = p_grant;
  if not found then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  perform sharing_require_grants(g.client_id);
  update access.partner_grant set valid_until = now(), ended_by = access.actor_id(), ended_why = p_why
    where id = p_grant and template = '' and valid_until > now();
  if not found then raise exception 'this grant has ended already' using errcode = 'no_data_found'; end if;
  perform access.refresh_partners(array[g.client_id]);
  return g.client_id;
end $$;

-- Classes taken out by hand stay out through phases and new templates until somebody puts them back. Identity stays: to take that
-- away is to end it all.
create function sharing_narrow_partner(p_client bigint, p_organisation bigint, p_without bigint, p_why text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sharing_require_grants(p_client);
  update access.partner_link set without_mask = p_without & ~1::bigint, without_why = p_why
    where client_id = p_client and organisation_id = p_organisation and valid_until = 'infinity';
  if not found then raise exception 'this organisation does not work with this person' using errcode = 'no_data_found'; end if;
  with cut as (
    update access.partner_grant g set valid_until = now(), ended_by = access.actor_id(), ended_why = p_why
    where g.client_id = p_client and g.organisation_id = p_organisation and g.template = '' and g.valid_until > now()
      and g.read_mask & p_without & ~1::bigint <> 0
    returning g.*, p_without & ~1::bigint as out_mask)
  insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, legal_basis, source, phase, valid_until,
    granted_by, reason)
  select c.organisation_id, c.client_id, c.read_mask & ~c.out_mask, c.write_mask & ~c.out_mask, c.purpose, c.legal_basis, c.source, c.phase,
    (select g.valid_until from access.partner_grant g where g.id = c.id), access.actor_id(), p_why
  from cut c where c.read_mask & ~c.out_mask <> 0;
  perform sharing_reconcile(array[p_client], p_why);
end $$;

-- An organisation's work with somebody ends: its grants, its open handovers and what it was told to wait for.
create function sharing_unlink_partner(p_client bigint, p_organisation bigint, p_why text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sharing_require_grants(p_client);
  return sharing_end_links(p_client, p_organisation, p_why, p_at) > 0;
end $$;

create function sharing_end_links(p_client bigint, p_organisation bigint, p_why text, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n int; begin
  update access.partner_link set valid_until = now(), ended_by = access.actor_id(), ended_why = p_why
    where client_id = p_client and valid_until = 'infinity' and (p_organisation is null or organisation_id = p_organisation);
  get diagnostics n = row_count;
  update access.partner_consent set withdrawn_at = p_at
    where client_id = p_client and withdrawn_at is null and (p_organisation is null or organisation_id = p_organisation);
  update sharing_handover set ended_at = p_at, ended_why = p_why, due_at = null
    where client_id = p_client and due_at is not null and (p_organisation is null or organisation_id = p_organisation);
  perform sharing_reconcile(array[p_client], p_why);
  return n;
end $$;
revoke all on function sharing_end_links(bigint, bigint, text, timestamptz) from public;

-- Somebody died: nobody outside works with them any more. Asked by the reaction, for whoever enters the death.
create function sharing_end_all(p_client bigint, p_why text, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sharing_require_reach(p_client);
  if access.actor_kind() = 'staff' and not (access.may('custody.place') or access.may('sharing.grant_partner')) then
    raise exception 'this is for those who place people' using errcode = '42501';
  end if;
  return sharing_end_links(p_client, null, p_why, p_at);
end $$;

-- Whose work moves people from phase to phase: those who place them, sentence them, or work through their guides. And jobs.
create function sharing_moves_phases() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return access.actor_kind() = 'system' or access.actor_kind() = 'staff'
    and (access.may('journey.complete') or access.may('custody.place') or access.may('custody.sentence'));
end $$;
revoke all on function sharing_moves_phases() from public;

-- A phase began: grants of the last one end, those of the new one begin, in one go.
create function sharing_enter_phase(p_client bigint, p_phase text, p_why text, p_at timestamptz, out ended int, out made int)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sharing_require_reach(p_client);
  if not sharing_moves_phases() then raise exception 'a phase follows from what is decided' using errcode = '42501'; end if;
  if p_phase is null or p_phase not in ('remand', 'intake', 'serving', 'release', 'supervision', 'after') then
    raise exception 'no such phase' using errcode = 'check_violation';
  end if;
  insert into access.client_phase values (p_client, p_phase, p_at)
    on conflict (client_id) do update set phase = excluded.phase, since = excluded.since;
  select coalesce(sum(r.ended), 0)::int, coalesce(sum(r.made), 0)::int into ended, made from sharing_reconcile(array[p_client], p_why) r;
  -- What waits for an organisation that may see the person no more is called off.
  update sharing_handover h set ended_at = p_at, ended_why = p_why, due_at = null
    where h.client_id = p_client and h.due_at is not null and not exists (select 1 from access.partner_grant g
      where g.client_id = p_client and g.organisation_id = h.organisation_id and g.valid_until > now());
end $$;

create function sharing_phase_of(p_client bigint) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.context_ok();
  if access.client_id() is distinct from p_client and not (access.may_read(p_client, 2)
      or access.actor_kind() <> 'partner' and access.may_read(p_client, 1)) then return null; end if;
  return (select p.phase from access.client_phase p where p.client_id = p_client);
end $$;

-- The templates as the packs have them now; runs as the owner, at set-up or a pack change. Returns how many people are touched.
create function sharing_people_of_templates(p_pack text) returns bigint[]
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(array_agg(distinct l.client_id), '{}') from access.partner_link l
    join organisations_partnerorganisation o on o.id = l.organisation_id
  where l.valid_until = 'infinity' and (p_pack = '' or o.pack = p_pack) $$;
revoke all on function sharing_people_of_templates(text) from public;

-- A pack changed: everybody's grants follow, and whose grants changed finds it in their thread. The job's.
create function sharing_apply_templates(p_pack text, p_why text, p_payload text, p_at timestamptz, out people int, out ended int, out made int)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare changed bigint[]; c bigint; begin
  if access.actor_kind() <> 'system' then raise exception 'only the job changes everybody''s grants' using errcode = '42501'; end if;
  select array_agg(distinct r.client_id order by r.client_id), coalesce(sum(r.ended), 0)::int, coalesce(sum(r.made), 0)::int
    into changed, ended, made from sharing_reconcile(sharing_people_of_templates(p_pack), p_why) r;
  people := coalesce(cardinality(changed), 0);
  foreach c in array coalesce(changed, '{}') loop
    perform thread.append(c, 1, 'sharing.template_changed', p_payload, p_at);
  end loop;
end $$;

-- The client's own yes and no, class by class, with effect in this transaction. A yes is possible only where somebody asked for it.
create function sharing_set_consent(p_organisation bigint, p_classes bigint, p_given boolean, p_words text, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := access.client_id(); changed bigint; begin
  if me is null then raise exception 'only the person themselves can do this' using errcode = '42501'; end if;
  perform access.hold_partners(array[me]);
  if p_given then
    with asked as (
      select distinct 1::bigint << n as class from generate_series(0, 29) n join access.partner_grant g
        on g.client_id = me and g.organisation_id = p_organisation and g.legal_basis = 'consent' and g.valid_until > now()
          and g.read_mask & (1::bigint << n) <> 0
      where p_classes & (1::bigint << n) <> 0
    ), given as (
      insert into access.partner_consent as c (organisation_id, client_id, info_class, words, given_at)
        select p_organisation, me, a.class, left(p_words, 500), p_at from asked a
      on conflict (client_id, organisation_id, info_class) where withdrawn_at is null do nothing returning c.info_class)
    select coalesce(bit_or(g.info_class), 0) into changed from given g;
  else
    with gone as (
      update access.partner_consent c set withdrawn_at = p_at where c.client_id = me and c.organisation_id = p_organisation
        and c.withdrawn_at is null and c.info_class & p_classes <> 0 returning c.info_class)
    select coalesce(bit_or(g.info_class), 0) into changed from gone g;
  end if;
  perform access.refresh_partners(array[me]);
  return changed;
end $$;

-- Who outside may know what of somebody, and why: for the person, for staff who reach them, and each organisation its own.
create function sharing_list_grants(p_client bigint)
returns table (grant_id bigint, organisation_id bigint, organisation text, kind text, offered bigint, read_mask bigint, write_mask bigint,
  purpose text, legal_basis text, source text, template text, phase text, valid_from timestamptz, valid_until timestamptz, is_open boolean,
  granted_by text, reason text, ended_why text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.context_ok();
  if access.client_id() is distinct from p_client and not access.may_read(p_client, 1) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  return query
    select g.id, o.id, o.name::text, o.kind::text, g.read_mask, g.read_mask & c.classes, g.write_mask & c.classes, g.purpose, g.legal_basis,
      g.source, g.template, g.phase, g.valid_from, case when g.valid_until = 'infinity' then timestamptz '9999-12-31 00:00+00' else g.valid_until end,
      g.valid_until > now(), a.name, g.reason, g.ended_why
    from access.partner_grant g join organisations_partnerorganisation o on o.id = g.organisation_id
      left join access.actor a on a.id = g.granted_by
      cross join lateral (select case when g.legal_basis <> 'consent' then -1::bigint else (select coalesce(bit_or(x.info_class), 0)
        from access.partner_consent x where x.client_id = g.client_id and x.organisation_id = g.organisation_id and x.withdrawn_at is null) end as classes) c
    where g.client_id = p_client and (access.actor_kind() <> 'partner' or g.organisation_id = access.organisation_id())
    order by g.valid_until > now() desc, o.name, o.id, g.valid_from desc, g.id desc;
end $$;

-- Which organisations work with somebody, and what was taken out by hand.
create function sharing_list_links(p_client bigint)
returns table (organisation_id bigint, organisation text, kind text, without_mask bigint, without_why text, since timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.context_ok();
  if access.client_id() is distinct from p_client and not access.may_read(p_client, 1) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  return query
    select o.id, o.name::text, o.kind::text, l.without_mask, l.without_why, l.valid_from
    from access.partner_link l join organisations_partnerorganisation o on o.id = l.organisation_id
    where l.client_id = p_client and l.valid_until = 'infinity'
      and (access.actor_kind() <> 'partner' or l.organisation_id = access.organisation_id())
    order by o.name, o.id;
end $$;

-- Every answer to a partner leaves one row for each person in it: what of the classes of the page was granted, why, on what ground.
-- Whoever is not in reach is in no answer.
create function sharing_disclose(p_clients bigint[], p_classes bigint, p_what text, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := access.actor_id(); mine bigint := access.organisation_id(); n int; begin
  if mine is null then raise exception 'only answers to partners are disclosures' using errcode = '42501'; end if;
  insert into sharing_disclosure (client_id, organisation_id, actor_id, classes, purpose, legal_basis, what, at)
  select k.client_id, mine, me, k.read_mask & p_classes, coalesce(w.purposes, ''), coalesce(w.bases, ''), left(p_what, 80), p_at
  from access.caseload k
  left join lateral (select string_agg(distinct g.purpose, ',' order by g.purpose) as purposes, string_agg(distinct g.legal_basis, ',' order by g.legal_basis) as bases
    from access.partner_grant g where g.client_id = k.client_id and g.organisation_id = mine and g.valid_from <= now() and g.valid_until > now()
      and g.read_mask & k.read_mask & p_classes <> 0) w on true
  where k.actor_id = me and k.client_id = any (p_clients) and k.valid_until > now() and k.read_mask & p_classes <> 0;
  get diagnostics n = row_count;
  return n;
end $$;

-- Two records are one person: who works with the one works with the person, once; a yes stays a yes. Undone line by line.
create function sharing_join_partners(p_merge bigint) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); n int; begin
  with twice as (
    update access.partner_link l set valid_until = now(), ended_by = access.actor_id(), ended_why = 'merged'
    where l.client_id = m.merged_id and l.valid_until = 'infinity' and exists (select 1 from access.partner_link s
      where s.client_id = m.survivor_id and s.organisation_id = l.organisation_id and s.valid_until = 'infinity') returning l.id)
  insert into people_mergedrow select p_merge, 'access.partner_link', 'valid_until', id::text from twice;
  with moved as (update access.partner_link set client_id = m.survivor_id where client_id = m.merged_id and valid_until = 'infinity' returning id)
    insert into people_mergedrow select p_merge, 'access.partner_link', 'client_id', id::text from moved;
  get diagnostics n = row_count;
  with moved as (
    update access.partner_consent c set client_id = m.survivor_id where c.client_id = m.merged_id and c.withdrawn_at is null
      and not exists (select 1 from access.partner_consent s where s.client_id = m.survivor_id and s.organisation_id = c.organisation_id
        and s.info_class = c.info_class and s.withdrawn_at is null) returning c.id)
  insert into people_mergedrow select p_merge, 'access.partner_consent', 'client_id', id::text from moved;
  with moved as (update access.partner_grant set client_id = m.survivor_id
      where client_id = m.merged_id and template = '' and valid_until > now() returning id)
    insert into people_mergedrow select p_merge, 'access.partner_grant', 'client_id', id::text from moved;
  perform sharing_reconcile(array[m.survivor_id, m.merged_id], 'merged');
  return n;
end $$;

create function sharing_part_partners(p_merge bigint) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); n int; begin
  if m.undone_at is null then raise exception 'this merge stands' using errcode = 'check_violation'; end if;
  update access.partner_link l set client_id = m.merged_id from people_mergedrow r
    where r.merge_id = p_merge and (r.table_name, r.column_name) = ('access.partner_link', 'client_id') and r.row_id = l.id::text
      and l.client_id = m.survivor_id;
  get diagnostics n = row_count;
  update access.partner_link l set valid_until = 'infinity', ended_by = null, ended_why = '' from people_mergedrow r
    where r.merge_id = p_merge and (r.table_name, r.column_name) = ('access.partner_link', 'valid_until') and r.row_id = l.id::text;
  update access.partner_consent c set client_id = m.merged_id from people_mergedrow r
    where r.merge_id = p_merge and r.table_name = 'access.partner_consent' and r.row_id = c.id::text and c.client_id = m.survivor_id;
  update access.partner_grant g set client_id = m.merged_id from people_mergedrow r
    where r.merge_id = p_merge and r.table_name = 'access.partner_grant' and r.row_id = g.id::text and g.client_id = m.survivor_id;
  perform sharing_reconcile(array[m.survivor_id, m.merged_id], 'a merge was undone');
  return n;
end $$;

-- For the preview of what happens to a person: how many organisations work with them.
create function sharing_count_links(p_client bigint) returns int
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sharing_require_reach(p_client);
  return (select count(*)::int from access.partner_link where client_id = p_client and valid_until = 'infinity');
end $$;

-- The organisations that work with somebody and may know one of these classes now: whom to hand something. Ids only.
create function sharing_whom_to_tell(p_client bigint, p_classes bigint, p_kinds text[]) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sharing_require_reach(p_client);
  return query
    select distinct o.id from access.partner_grant g join organisations_partnerorganisation o on o.id = g.organisation_id
    where g.client_id = p_client and g.valid_from <= now() and g.valid_until > now() and g.legal_basis <> 'consent'
      and g.read_mask & p_classes <> 0 and (p_kinds is null or o.kind = any (p_kinds)) and o.is_active order by o.id;
end $$;
