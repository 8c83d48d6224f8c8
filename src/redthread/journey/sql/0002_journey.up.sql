-- A course is a function of what is known of a person. The thread says that something happened: a trigger completes the tasks
-- that wait for it and owes the person a new reckoning, in the same transaction, whoever wrote the entry. Only what is owed is
-- reckoned: the web role cannot write a task, a due date or a phase of anybody else.
create schema journey;
grant usage on schema journey to rt_web;

-- The jobs: guides with the forms they name, late tasks, courses that time alone moves, courses taken over to new guides. Reads what tasks can be about.
-- 2 PHASE, 8 RELEASE_DATES, 1 << 15 HEALTH, 1 << 24 RESTRICTIONS.
insert into access.actor (kind, name, permissions, wide_read, wide_write)
values ('system', 'journey', '{journey.guides,requests.catalogue}', 1 | 2 | 8 | (1 << 15) | (1 << 24), 2);

create table journey.stale (client_id bigint primary key, since timestamptz not null);
alter table journey.stale enable row level security, force row level security;
create policy rt_owner_all on journey.stale to rt_owner using (true) with check (true);

create table journey.watched (kind text primary key);
alter table journey.watched enable row level security, force row level security;
create policy rt_owner_all on journey.watched to rt_owner using (true) with check (true);

-- ---------------------------------------------------------------- guides: what is published stays as it is
create function journey.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    if old.published_at is not null then raise exception 'a published guide is superseded, never deleted' using errcode = '42501'; end if;
    return old;
  end if;
  if tg_op = 'UPDATE' and old.published_at is not null
      and (to_jsonb(new) - 'is_current') is distinct from (to_jsonb(old) - 'is_current') then
    raise exception 'a published guide never changes' using errcode = '42501';
  end if;
  if new.published_at is not null then
    insert into journey.watched
    select distinct split_part(k, '(', 1) from jsonb_each(new.tasks) t
      cross join lateral jsonb_array_elements_text(coalesce(t.value -> 'check', '[]') || coalesce(t.value -> 'repeat_on', '[]')) k
    on conflict do nothing;
  end if;
  return new;
end $$;
create trigger version_stays before insert or update or delete on public.journey_guideversion
  for each row execute function journey.keep_version();

-- How many people run on a version.
create function journey.runs_on(p_version uuid) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('journey.guides');
  return (select count(distinct p.client_id) from public.journey_coursephase p where p.version_id = p_version and p.left_at is null);
end $$;

-- Whoever changes courses holds the heads of the people's chains first: an entry does so too, and its trigger below changes tasks.
-- Two that took them the other way round, such as a person at a page and the job, would wait for each other for ever.
create function journey.hold(p_clients bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from thread.head h where h.client_id = any (p_clients) order by h.client_id for no key update;
end $$;
revoke all on function journey.hold(bigint[]) from public;

-- ---------------------------------------------------------------- the thread says so
-- A check is a kind, or a kind and what its payload must say: sharing.handover_created(kind=release_notice).
create function journey.says(p_check text, p_kind text, p_payload text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select split_part(p_check, '(', 1) = p_kind and (strpos(p_check, '(') = 0
    or p_payload::jsonb ->> split_part(split_part(p_check, '(', 2), '=', 1) = rtrim(split_part(p_check, '=', 2), ')')) $$;

create function journey.follow() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.kind like 'custody.%' or new.kind in ('people.merged', 'people.unmerged') then
    insert into journey.stale values (new.client_id, new.recorded_at) on conflict do nothing;
  end if;
  if not exists (select 1 from journey.watched w where w.kind = new.kind) then return null; end if;
  -- A client's own entry completes the client's own tasks only, whatever kind it is of; so does a partner's and a relative's.
  update public.journey_coursetask t set status = 'done', done_at = new.at, done_by = new.actor_id, done_seq = new.seq, again_at = null
  from access.actor a
  where t.client_id = new.client_id and t.status in ('open', 'waiting') and a.id = new.actor_id
    and exists (select 1 from unnest(t.checks) c where journey.says(c, new.kind, new.payload))
    and case a.kind when 'client' then t.role = 'client' when 'relative' then false else true end;
  if found then insert into journey.stale values (new.client_id, new.recorded_at) on conflict do nothing; end if;
  update public.journey_coursetask t set again_at = new.at
  where t.client_id = new.client_id and t.status in ('waiting', 'done', 'skipped')
    and exists (select 1 from unnest(t.repeats_on) c where journey.says(c, new.kind, new.payload))
    and not exists (select 1 from unnest(t.checks) c where journey.says(c, new.kind, new.payload))
    and t.occurrence = (select max(o.occurrence) from public.journey_coursetask o where o.course_id = t.course_id and o.code = t.code);
  if found then insert into journey.stale values (new.client_id, new.recorded_at) on conflict do nothing; end if;
  return null;
end $$;
create trigger journey_follows after insert on thread.entry for each row when (new.client_id <> 0) execute function journey.follow();

-- ---------------------------------------------------------------- what is known of people, for the reckoning
-- One row a client that was ever held or supervised. With p_parts: the sentence in full, to compute a parole day from.
create function journey.facts_of(p_clients bigint[], p_parts boolean) returns table (client_id bigint, facts jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.id, jsonb_build_object(
    'pack', e.pack, 'timezone', e.timezone, 'establishment_id', e.id, 'born_on', person.born_on,
    'is_held', upper_inf(stay.period) or stay.left_as in ('move', 'transfer'),
    'is_dead', stay.left_as = 'died',
    'legal', now_legal.status, 'arrival', arrived.at, 'released_at', case when stay.left_as = 'released' then upper(stay.period) end,
    'sentenced_at', sentenced.at, 'transfer', moved.at, 'restriction_decided', closed.at,
    'segregation', lower(apart.period), 'segregation_ground', apart.ground,
    'supervision_start', lower(watch.period), 'supervision_end', upper(watch.period), 'supervision_until', watch.until,
    'release_on', s.release_on, 'starts_on', s.starts_on, 'ends_on', s.ends_on,
    'noted', coalesce(noted.days, '{}'),
    'sentence', case when p_parts and s.id is not null then jsonb_build_object(
      'starts_on', s.starts_on, 'remand_days', s.remand_days, 'postponed_days', s.postponed_days, 'is_repeat', s.is_repeat,
      'parts', (select jsonb_agg(jsonb_build_object('is_life', p.is_life, 'years', p.years, 'months', p.months, 'days', p.days,
          'judged_on', p.judged_on, 'final_on', p.final_on, 'runs', p.runs) order by p.number)
        from public.custody_sentencepart p where p.sentence_id = s.id),
      'away', (select jsonb_agg(jsonb_build_object('begins_on', i.begins_on, 'ends_on', i.ends_on) order by i.begins_on)
        from public.custody_sentenceinterruption i where i.sentence_id = s.id)) end)
  from unnest(p_clients) c(id)
  join public.people_client person on person.id = c.id
  left join lateral (select st.period, st.left_as, st.establishment_id from public.custody_stay st
    where st.client_id = c.id order by lower(st.period) desc limit 1) stay on true
  left join lateral (select max(lower(st.period)) filter (where st.came_as in ('new', 'recall')) as at, min(lower(st.period)) as first
    from public.custody_stay st where st.client_id = c.id) came on true
  cross join lateral (select coalesce(came.at, came.first) as at) arrived
  left join lateral (select v.period, v.until, v.establishment_id from public.custody_supervision v
    where v.client_id = c.id and lower(v.period) >= coalesce(arrived.at, '-infinity') order by lower(v.period) desc limit 1) watch on true
  join public.estate_establishment e on e.id = coalesce(stay.establishment_id, watch.establishment_id)
  left join lateral (select l.status from public.custody_legalstatus l
    where l.client_id = c.id and upper_inf(l.period) and l.withdrawn_at is null and not l.is_set_aside limit 1) now_legal on true
  left join lateral (select min(lower(l.period)) as at from public.custody_legalstatus l
    where l.client_id = c.id and l.withdrawn_at is null and not l.is_set_aside and l.status in ('sentenced', 'recalled')
      and lower(l.period) > coalesce((select max(lower(b.period)) from public.custody_legalstatus b where b.client_id = c.id
        and b.withdrawn_at is null and not b.is_set_aside and b.status in ('remand', 'on_supervision', 'ended')), '-infinity')) sentenced on true
  left join lateral (select max(t.arrived_at) as at from public.custody_transfer t
    where t.client_id = c.id and t.status = 'arrived' and t.arrived_at > arrived.at) moved on true
  left join lateral (select max(lower(r.period)) as at from public.custody_restriction r
    where r.client_id = c.id and r.withdrawn_at is null and r.lifted_at is null and r.period @> now()) closed on true
  left join lateral (select g.period, g.ground from public.custody_segregation g
    where g.client_id = c.id and upper_inf(g.period) limit 1) apart on true
  left join lateral (select v.id, v.release_on, v.starts_on, v.ends_on, v.remand_days, v.postponed_days, v.is_repeat
    from public.custody_sentence v where v.client_id = c.id and v.is_current and not v.is_set_aside limit 1) s on true
  left join lateral (select jsonb_object_agg(n.fact, n.on) as days from (select distinct on (f.fact) f.fact, f.on
    from public.journey_notedfact f where f.client_id = c.id and f.noted_at >= coalesce(arrived.at, '-infinity')
    order by f.fact, f.noted_at desc) n) noted on true $$;
revoke all on function journey.facts_of(bigint[], boolean) from public;

-- Whom the acting person reckons for: staff, of those who are owed it, whom they reach or have just placed at home. What a client or
-- somebody outside sets in motion is reckoned by the job: facts are more than they were granted.
create function journey.owed(p_clients bigint[]) returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case when not public.sharing_moves_phases() then '{}' when access.actor_kind() = 'system' then p_clients else
      (select coalesce(array_agg(s.client_id), '{}') from journey.stale s where s.client_id = any (p_clients)
        and (access.may_read(s.client_id, 1) or access.can_read(s.client_id, 1) or access.may('custody.place')
          and access.works_at((select p.establishment_id from access.client_place p where p.client_id = s.client_id)))) end;
end $$;
revoke all on function journey.owed(bigint[]) from public;

-- What a reckoning starts from: facts, the running course, its guides, and the last time of each task.
create function journey.take(p_clients bigint[], p_parts boolean) returns table (client_id bigint, facts jsonb, course jsonb, phases jsonb, tasks jsonb)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare owed bigint[] := journey.owed(p_clients); begin
  if owed = '{}' then return; end if;
  perform journey.hold(owed);
  perform 1 from public.journey_course k where k.client_id = any (owed) and k.ended_at is null order by k.client_id for update;
  return query
    select f.client_id, f.facts, to_jsonb(k),
      (select jsonb_agg(to_jsonb(p) order by p.left_at desc nulls first) from public.journey_coursephase p where p.course_id = k.id),
      (select jsonb_agg(t.line) from (select distinct on (x.code) jsonb_build_object('id', x.id, 'version', x.version_id, 'phase', x.phase,
          'code', x.code, 'occurrence', x.occurrence, 'status', x.status, 'opened_at', x.opened_at, 'due_at', x.due_at,
          'latest_at', x.latest_at, 'counted_from', x.counted_from, 'again_at', x.again_at, 'done_at', x.done_at, 'lapsed', x.lapsed) as line
        from public.journey_coursetask x where x.course_id = k.id order by x.code, x.occurrence desc) t)
    from journey.facts_of(owed, p_parts) f
    left join public.journey_course k on k.client_id = f.client_id and k.ended_at is null;
end $$;

-- Write what a reckoning found. Rows of tasks that ended meanwhile stay as they are.
create function journey.settle(p_clients bigint[], p_courses jsonb, p_phases jsonb, p_tasks jsonb, p_over jsonb, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not p_clients <@ journey.owed(p_clients) then raise exception 'nothing is owed to this course' using errcode = '42501'; end if;
  if exists (select 1 from jsonb_array_elements(p_courses || p_phases || p_tasks || p_over) r where not (r ->> 'client_id')::bigint = any (p_clients)) then
    raise exception 'these rows are of somebody else' using errcode = '42501';
  end if;
  insert into public.journey_course (id, client_id, pack, phase, phase_since, started_at, opened_at, look_at, ended_at)
  select r.id, r.client_id, r.pack, r.phase, r.phase_since, r.started_at, r.opened_at, r.look_at, r.ended_at
  from jsonb_to_recordset(p_courses) r(id uuid, client_id bigint, pack text, phase text, phase_since timestamptz, started_at timestamptz,
    opened_at timestamptz, look_at timestamptz, ended_at timestamptz)
  order by r.ended_at nulls last
  on conflict (id) do update set pack = excluded.pack, phase = excluded.phase, phase_since = excluded.phase_since, look_at = excluded.look_at,
    ended_at = excluded.ended_at where journey_course.client_id = excluded.client_id;
  insert into public.journey_coursephase (id, course_id, client_id, phase, version_id, entered_at, left_at)
  select r.id, r.course_id, r.client_id, r.phase, r.version_id, r.entered_at, r.left_at
  from jsonb_to_recordset(p_phases) r(id uuid, course_id uuid, client_id bigint, phase text, version_id uuid, entered_at timestamptz, left_at timestamptz)
  order by r.left_at nulls last
  on conflict (id) do update set left_at = excluded.left_at where journey_coursephase.client_id = excluded.client_id;
  insert into public.journey_coursetask as t (id, course_id, client_id, version_id, phase, code, occurrence, "order", info_class, is_shown, role,
    escalates_to, checks, repeats_on, status, opened_at, due_at, latest_at, counted_from, again_at, done_at, reason, lapsed)
  select r.id, r.course_id, r.client_id, r.version_id, r.phase, r.code, r.occurrence, r."order", r.info_class, r.is_shown, r.role, r.escalates_to,
    r.checks, r.repeats_on, r.status, r.opened_at, r.due_at, r.latest_at, r.counted_from, null, r.done_at, '', r.lapsed
  from jsonb_to_recordset(p_tasks) r(id uuid, course_id uuid, client_id bigint, version_id uuid, phase text, code text, occurrence int, "order" int,
    info_class bigint, is_shown boolean, role text, escalates_to text, checks text[], repeats_on text[], status text, opened_at timestamptz,
    due_at timestamptz, latest_at timestamptz, counted_from timestamptz, done_at timestamptz, lapsed text)
  on conflict (id) do update set version_id = excluded.version_id, "order" = excluded."order", info_class = excluded.info_class,
    is_shown = excluded.is_shown, role = excluded.role, escalates_to = excluded.escalates_to, checks = excluded.checks,
    repeats_on = excluded.repeats_on, status = excluded.status, due_at = excluded.due_at, latest_at = excluded.latest_at,
    counted_from = excluded.counted_from, again_at = null, done_at = excluded.done_at, lapsed = excluded.lapsed,
    assignee_id = case when t.role = excluded.role then t.assignee_id end,
    escalated_at = case when excluded.due_at <= p_at then t.escalated_at end
    where t.client_id = excluded.client_id and t.status in ('open', 'waiting', 'known');
  update public.journey_coursetask t set status = 'lapsed', lapsed = r.lapsed, done_at = r.done_at, again_at = null
  from jsonb_to_recordset(p_over) r(id uuid, client_id bigint, lapsed text, done_at timestamptz)
  where t.id = r.id and t.client_id = r.client_id and t.status in ('open', 'waiting', 'known');
  -- What was done and is to be done again has got its next time.
  update public.journey_coursetask t set again_at = null where t.client_id = any (p_clients) and t.again_at is not null
    and t.status in ('done', 'skipped');
  delete from journey.stale s where s.client_id = any (p_clients);
end $$;

-- How many tasks stand open, of whatever class: a number, for whoever moves the person.
create function journey.count_open(p_client bigint) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if access.actor_kind() = 'partner' or not (access.may_read(p_client, 1) or access.may_write(p_client, 4)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  return (select count(*) from public.journey_coursetask t where t.client_id = p_client and t.status in ('open', 'waiting'));
end $$;

-- Which course runs, for whoever may know the person: tasks are read by their own class, also by those who do not read the phase.
create function journey.running_course(p_client bigint) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  if not access.may_read(p_client, 1) then return null; end if;
  return (select k.id from public.journey_course k where k.client_id = p_client and k.ended_at is null);
end $$;

-- ---------------------------------------------------------------- what people do with tasks
create function journey.my_roles() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  return (select coalesce(array_agg(distinct g.role_code), '{}') from access.reach_grant g where g.actor_id = access.actor_id()
    and g.role_code is not null and g.valid_from <= now() and g.valid_until > now());
end $$;

-- The task, locked, for whoever may read it and works with tasks.
create function journey.task_for(p_task uuid, p_permission text) returns public.journey_coursetask
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t public.journey_coursetask; begin
  perform access.context_ok();
  perform journey.hold(array(select client_id from public.journey_coursetask where id = p_task));
  select * into t from public.journey_coursetask where id = p_task for update;
  if not found or not access.may_read(t.client_id, t.info_class) then
    raise exception 'this task is out of reach' using errcode = '42501';
  end if;
  if access.actor_kind() = 'client' then
    if t.role <> 'client' or not t.is_shown then raise exception 'this task is somebody else''s' using errcode = '42501'; end if;
  elsif access.actor_kind() = 'partner' then
    if not t.is_shown or not exists (select 1 from public.organisations_partnermember m
        join public.organisations_partnerorganisation o on o.id = m.organisation_id
        where m.actor_id = access.actor_id() and o.kind = t.role) then
      raise exception 'this task is somebody else''s' using errcode = '42501';
    end if;
  else
    perform access.require(p_permission);
    -- Who works with the whole course may help out; who does not read it (health care, the victim officer) ends what is theirs.
    if access.actor_kind() = 'staff' and not access.may_read(t.client_id, 2) and t.assignee_id is distinct from access.actor_id()
        and not t.role = any (journey.my_roles())
        and not (t.escalated_at is not null and t.escalates_to = any (journey.my_roles())) then
      raise exception 'this task is somebody else''s' using errcode = '42501';
    end if;
  end if;
  return t;
end $$;
revoke all on function journey.task_for(uuid, text) from public;

-- Done or not needed; false where it had ended already.
create function journey.end_task(p_task uuid, p_status text, p_reason text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t public.journey_coursetask := journey.task_for(p_task, 'journey.complete'); begin
  if p_status not in ('done', 'skipped') or (p_status = 'skipped' and access.actor_kind() not in ('staff', 'system')) then
    raise exception 'a task is done, or not needed' using errcode = '42501';
  end if;
  if t.status not in ('open', 'waiting') then return false; end if;
  update public.journey_coursetask set status = p_status, reason = p_reason, done_at = p_at, done_by = access.actor_id(), again_at = null
    where id = p_task;
  insert into journey.stale values (t.client_id, now()) on conflict do nothing;
  return true;
end $$;

-- The form that the guide names for a task, sent: its answers are kept and the task is done, or neither. Answers are read like the task.
create function journey.fill_task(p_task uuid, p_form text, p_version int, p_answers jsonb, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t public.journey_coursetask := journey.task_for(p_task, 'journey.complete'); begin
  if access.actor_kind() <> 'staff' then raise exception 'staff fill in the forms of tasks' using errcode = '42501'; end if;
  if (select v.tasks -> t.code ->> 'form' from public.journey_guideversion v where v.id = t.version_id) is distinct from p_form
      or not exists (select 1 from public.forms_formdefinition f where f.code = p_form and f.version = p_version and f.status <> 'draft')
      or jsonb_typeof(p_answers) is distinct from 'object' then
    raise exception 'these are no answers to the form of this task' using errcode = '42501';
  end if;
  if not journey.end_task(p_task, 'done', '', p_at) then return false; end if;
  insert into public.journey_taskanswers (id, task_id, client_id, info_class, is_shown, form, version, answers, sent_at, sent_by)
  values (gen_random_uuid(), t.id, t.client_id, t.info_class, t.is_shown, p_form, p_version, p_answers, p_at, access.actor_id());
  return true;
end $$;

create function journey.assign_task(p_task uuid, p_assignee bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t public.journey_coursetask := journey.task_for(p_task, 'journey.complete'); begin
  if p_assignee is distinct from access.actor_id() and not access.may('journey.assign') then
    raise exception 'permission journey.assign is missing' using errcode = '42501';
  end if;
  if t.status not in ('open', 'waiting') then return false; end if;
  if p_assignee is not null and not exists (select 1 from access.actor a where a.id = p_assignee and a.kind = 'staff' and a.is_active
      and (a.wide_read & t.info_class <> 0 or exists (select 1 from access.caseload k where k.actor_id = a.id and k.client_id = t.client_id
        and k.read_mask & t.info_class <> 0 and k.valid_until > now()))) then
    return false;
  end if;
  update public.journey_coursetask set assignee_id = p_assignee where id = p_task;
  return true;
end $$;

-- Colleagues who reach a client in a class and hold a role: whom a task can be given to.
create function journey.who_may_do(p_task uuid) returns table (actor_id bigint, name text, title text, holds_role boolean)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t public.journey_coursetask := journey.task_for(p_task, 'journey.complete'); begin
  return query select a.id, a.name, a.title, exists (select 1 from access.reach_grant g where g.actor_id = a.id and g.role_code = t.role
      and g.valid_from <= now() and g.valid_until > now()) as is_role
    from access.caseload k join access.actor a on a.id = k.actor_id and a.kind = 'staff' and a.is_active
    where k.client_id = t.client_id and k.read_mask & t.info_class <> 0 and k.valid_until > now() and 'journey.complete' = any (a.permissions)
    order by 4 desc, 2, 1 limit 60;
end $$;

create function journey.note_fact(p_id uuid, p_client bigint, p_fact text, p_on date, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('journey.complete');
  if not access.may_read(p_client, 2) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  insert into public.journey_notedfact (id, client_id, fact, "on", noted_at, noted_by)
  values (p_id, p_client, p_fact, p_on, p_at, access.actor_id()) on conflict (id) do nothing;
  if not found then return false; end if;
  insert into journey.stale values (p_client, now()) on conflict do nothing;
  return true;
end $$;

-- ---------------------------------------------------------------- guides and the people on them
-- Take one course, or a batch of them, over to the current versions; what the new guide has no more ends in the reckoning.
create function journey.take_over(p_clients bigint[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n bigint; begin
  perform access.require('journey.guides');
  if access.actor_kind() <> 'system' and exists (select 1 from unnest(p_clients) c(id) where not access.may_read(c.id, 2)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  perform journey.hold(p_clients);
  update public.journey_coursephase p set version_id = v.id
  from public.journey_course k, public.journey_guideversion v
  where k.id = p.course_id and k.ended_at is null and p.left_at is null and p.client_id = any (p_clients)
    and v.pack = k.pack and v.phase = p.phase and v.is_current and v.id <> p.version_id;
  get diagnostics n = row_count;
  insert into journey.stale select c.id, now() from unnest(p_clients) c(id) on conflict do nothing;
  return n;
end $$;

create function journey.require_job() returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  if access.actor_kind() <> 'system' then raise exception 'only the job does this' using errcode = '42501'; end if;
end $$;

-- Who is owed a reckoning: something happened, or a day has come.
create function journey.list_owed(p_at timestamptz, p_limit int) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform journey.require_job();
  return query (select s.client_id from journey.stale s order by s.since limit p_limit)
    union (select k.client_id from public.journey_course k where k.look_at <= p_at and k.ended_at is null order by k.look_at limit p_limit);
end $$;

-- Who has no place and no pack, such as somebody who was never held, is owed nothing.
create function journey.forget(p_clients bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform journey.require_job();
  delete from journey.stale s where s.client_id = any (p_clients);
end $$;

-- Everybody held or supervised under a pack who has no course yet, or has one: for the set-up and for a new guide.
create function journey.list_people(p_pack text, p_after bigint, p_limit int) returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform journey.require_job();
  return query select distinct x.client_id from (
      select st.client_id from public.custody_stay st join public.estate_establishment e on e.id = st.establishment_id
        where upper_inf(st.period) and e.pack = p_pack and st.client_id > p_after
      union all select k.client_id from public.journey_course k where k.pack = p_pack and k.ended_at is null and k.client_id > p_after
      union all select v.client_id from public.custody_supervision v join public.estate_establishment e on e.id = v.establishment_id
        where upper_inf(v.period) and e.pack = p_pack and v.client_id > p_after) x
    order by 1 limit p_limit;
end $$;

create function journey.count_people(p_pack text) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('journey.guides');
  return (select count(*) from public.journey_course k where k.pack = p_pack and k.ended_at is null);
end $$;

-- Late tasks that somebody else is to hear of: each is told once.
create function journey.escalate(p_at timestamptz, p_limit int)
returns table (id uuid, client_id bigint, info_class bigint, version_id uuid, code text, role text, escalates_to text, due_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare held bigint[]; begin
  perform journey.require_job();
  held := array(select l.client_id from public.journey_coursetask l where l.status = 'open' and l.escalated_at is null
    and l.escalates_to <> '' and l.due_at < p_at order by l.due_at limit p_limit);
  perform journey.hold(held);
  return query update public.journey_coursetask t set escalated_at = p_at
    where t.id in (select l.id from public.journey_coursetask l where l.status = 'open' and l.escalated_at is null and l.escalates_to <> ''
      and l.due_at < p_at and l.client_id = any (held) order by l.due_at limit p_limit for update skip locked)
    returning t.id, t.client_id, t.info_class, t.version_id, t.code::text, t.role::text, t.escalates_to::text, t.due_at;
end $$;

-- ---------------------------------------------------------------- two records of one person
create function journey.before_merge(p_merge bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare m record; begin
  perform access.require('people.merge');
  select survivor_id, merged_id into strict m from public.people_merge where id = p_merge and undone_at is null;
  if not exists (select 1 from public.journey_course k where k.client_id = m.survivor_id and k.ended_at is null) then return; end if;
  update public.journey_coursetask t set status = 'lapsed', lapsed = 'merged', done_at = p_at
    from public.journey_course k where k.id = t.course_id and k.client_id = m.merged_id and k.ended_at is null
      and t.status in ('open', 'waiting', 'known');
  update public.journey_course set ended_at = p_at, merge_id = p_merge where client_id = m.merged_id and ended_at is null;
end $$;

create function journey.after_unmerge(p_merge bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('people.merge');
  update public.journey_coursetask t set status = 'waiting', lapsed = '', done_at = null
    from public.journey_course k where k.id = t.course_id and k.merge_id = p_merge and t.lapsed = 'merged';
  insert into journey.stale select k.client_id, now() from public.journey_course k where k.merge_id = p_merge on conflict do nothing;
  update public.journey_course set ended_at = null, merge_id = null where merge_id = p_merge;
end $$;

-- ---------------------------------------------------------------- measure
-- Released people of the last days, and of how many an outside contact was arranged before the door opened: a release meeting or
-- a municipality told, a supervisor named, by the tasks of the release guide. No names; two numbers an establishment and month.
create function journey.released_with_contact(p_from timestamptz, p_until timestamptz)
returns table (establishment_id bigint, month date, released bigint, with_contact bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('plans.measure');
  return query select s.establishment_id, date_trunc('month', upper(s.period) at time zone 'UTC')::date, count(*), count(*) filter (where exists (
      select 1 from public.journey_coursetask t where t.client_id = s.client_id and t.status = 'done' and t.done_at <= upper(s.period)
        and t.done_at > upper(s.period) - interval '1 year'
        and t.code in ('tell_municipality_release', 'release_meeting', 'supervision_decided', 'supervisor_visits')))
    from public.custody_stay s
    where s.left_as = 'released' and upper(s.period) >= p_from and upper(s.period) < p_until and access.works_at(s.establishment_id)
    group by 1, 2 order by 1, 2;
end $$;
