-- Handovers: created, delivered, fetched, acknowledged, acted. The database holds the order, the hands and the letters that reach nobody.

-- Can somebody at this organisation see this person now? If not: why not.
create function sharing_dead_letter(p_organisation bigint, p_client bigint) returns text
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select case
    when not exists (select 1 from organisations_partnerorganisation o where o.id = p_organisation and o.is_active) then 'parted'
    when not exists (select 1 from access.actor a where a.organisation_id = p_organisation and a.is_active and a.active_until > now()) then 'no_member'
    when not exists (select 1 from access.actor a join access.caseload k on k.actor_id = a.id
      where a.organisation_id = p_organisation and k.client_id = p_client and k.valid_until > now()) then 'no_grant'
    else '' end $$;
revoke all on function sharing_dead_letter(bigint, bigint) from public;

create function sharing_create_handover(p_id uuid, p_client bigint, p_organisation bigint, p_kind text, p_info bigint, p_about text,
    p_fetch timestamptz, p_acknowledge timestamptz, p_act timestamptz, p_at timestamptz) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare dead text := sharing_dead_letter(p_organisation, p_client); begin
  perform sharing_require_reach(p_client);
  insert into sharing_handover (id, client_id, organisation_id, kind, info_mask, about, created_at, created_by, delivered_at, fetch_due_at,
    acknowledge_due_at, act_due_at, due_at, dead_letter, ended_why)
  values (p_id, p_client, p_organisation, p_kind, p_info & ~access.never_partner(), p_about::jsonb, p_at, access.actor_id(),
    case when dead = '' then p_at end, p_fetch, p_acknowledge, p_act, p_fetch, dead, '')
  on conflict (id) do nothing;
  return dead;
end $$;

-- The next step, by the organisation itself while it may see the person, or by staff for whoever answered by telephone. A later
-- step holds the earlier ones. Returns false where it was done already.
create function sharing_step_handover(p_id uuid, p_step text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare h sharing_handover; me bigint := access.actor_id(); rank int := array_position(array['fetched', 'acknowledged', 'acted'], p_step); begin
  select * into h from sharing_handover where id = p_id for update;
  if not found or rank is null or not (case access.actor_kind()
      when 'partner' then h.organisation_id = access.organisation_id() and access.can_read(h.client_id, 1)
      when 'staff' then access.may('sharing.grant_partner') and access.may_read(h.client_id, 1)
      else false end) then
    raise exception 'this handover is out of reach' using errcode = '42501';
  end if;
  if h.ended_at is not null then
    raise exception 'this handover was called off' using errcode = 'check_violation', constraint = 'a_handover_called_off_is_over';
  end if;
  if (case rank when 1 then h.fetched_at when 2 then h.acknowledged_at else h.acted_at end) is not null then return false; end if;
  update sharing_handover set
    delivered_at = coalesce(delivered_at, p_at),
    fetched_at = coalesce(fetched_at, p_at), fetched_by = coalesce(fetched_by, me),
    acknowledged_at = case when rank >= 2 then coalesce(acknowledged_at, p_at) end, acknowledged_by = case when rank >= 2 then coalesce(acknowledged_by, me) end,
    acted_at = case when rank >= 3 then p_at end, acted_by = case when rank >= 3 then me end,
    due_at = case rank when 1 then acknowledge_due_at when 2 then act_due_at end,
    escalated_at = null, dead_letter = ''
  where id = p_id;
  return true;
end $$;

-- Handovers whose clock ran out: marked once a step, so that staff are told once whom to call. The job's.
create function sharing_escalate(p_at timestamptz, p_limit int) returns table (id uuid, client_id bigint, organisation_id bigint, kind text, due_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if access.actor_kind() <> 'system' then raise exception 'only the job escalates' using errcode = '42501'; end if;
  return query update sharing_handover h set escalated_at = p_at
    where h.id in (select x.id from sharing_handover x where x.due_at < p_at and x.escalated_at is null order by x.client_id, x.due_at limit p_limit
      for update skip locked)
    returning h.id, h.client_id, h.organisation_id, h.kind::text, h.due_at;
end $$;

-- A letter that reached nobody is handed over again, when somebody works there or may see the person now.
create function sharing_replay_handover(p_id uuid, p_at timestamptz) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare h sharing_handover; dead text; begin
  select * into h from sharing_handover where id = p_id for update;
  if not found then raise exception 'this handover is out of reach' using errcode = '42501'; end if;
  perform sharing_require_grants(h.client_id);
  dead := sharing_dead_letter(h.organisation_id, h.client_id);
  update sharing_handover set dead_letter = dead, delivered_at = case when dead = '' then p_at end where id = p_id and ended_at is null;
  return dead;
end $$;

-- The letters that became deliverable: somebody was invited, access was given. Staff, for one organisation and the people they reach;
-- the job, for all of them (null).
create function sharing_deliver_waiting(p_organisation bigint, p_at timestamptz)
returns table (id uuid, client_id bigint, organisation_id bigint, kind text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare is_job boolean := access.actor_kind() = 'system'; begin
  if not (is_job or access.actor_kind() = 'staff' and p_organisation is not null) then
    raise exception 'staff and jobs deliver' using errcode = '42501';
  end if;
  return query update sharing_handover h set dead_letter = '', delivered_at = p_at
    where (p_organisation is null or h.organisation_id = p_organisation) and h.dead_letter <> '' and h.ended_at is null
      and (is_job or access.may_read(h.client_id, 1)) and sharing_dead_letter(h.organisation_id, h.client_id) = ''
    returning h.id, h.client_id, h.organisation_id, h.kind::text;
end $$;

-- ---------------------------------------------------------------- telling an organisation
-- Whom to tell at an organisation: its desk and its coordinators. The one place that says so; others' SQL asks here, too.
create function sharing_whom_at(p_organisation bigint, p_at timestamptz) returns table (address text, language text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.address, o.language::text from public.organisations_partnerorganisation o
    cross join lateral (select d.email::text as address from public.organisations_partnerdesk d where d.organisation_id = o.id
      union select m.email::text from public.organisations_partnermember m
        where m.organisation_id = o.id and m.role = 'coordinator' and (m.ends_at is null or m.ends_at > p_at)) e
    where o.id = p_organisation and o.is_active and e.address <> '' $$;
revoke all on function sharing_whom_at(bigint, timestamptz) from public;

-- Tell an organisation of a handover by mail: that it came, or that its clock ran out. Once for each, however often it is called,
-- and only what is so: whoever calls can make nobody hear anything else.
create function sharing_tell_of(p_handover uuid, p_kind text, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare h public.sharing_handover; it text := 'handover:' || p_handover; since timestamptz; n int; begin
  perform access.context_ok();
  if access.actor_kind() not in ('staff', 'system', 'partner') then raise exception 'not a matter of this door' using errcode = '42501'; end if;
  select * into h from public.sharing_handover where id = p_handover and dead_letter = '';
  since := case p_kind when 'task' then h.delivered_at when 'reminder' then h.escalated_at end;
  if since is null then return 0; end if;
  select count(*) filter (where public.notices_tell(gen_random_uuid(), w.address, w.language, 'partner', p_kind, it, '', p_at)) into n
    from public.sharing_whom_at(h.organisation_id, p_at) w
    where not exists (select 1 from public.notices_notice x where x.about = it and x.kind = p_kind and x.address = w.address
      and x.created_at >= since);
  return n;
end $$;

insert into access.actor (kind, name, wide_read) values ('system', 'sharing', 1);
