-- Who writes which part of a plan, how each change becomes a version, and what a person event does to a plan.
create schema plans;
grant usage on schema plans to rt_web;

-- ---------------------------------------------------------------- whose a row is
-- The organisation that the acting partner works for; null for everybody else.
create function plans.my_organisation() returns bigint
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select a.organisation_id from access.actor a where a.id = access.actor_id() and a.kind = 'partner');
end $$;

-- Only the owner writes: staff the service's, members their organisation's, the person their own.
create function plans.owns(p_owner text, p_organisation bigint, p_client bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case access.actor_kind()
    when 'staff' then p_owner = 'service' and access.may('plans.write')
    when 'partner' then p_owner = 'partner' and p_organisation = plans.my_organisation()
    when 'client' then p_owner = 'client' and p_client = access.client_id()
    else false end;
end $$;

-- The class must be written too; a person writes their own whatever its class.
create function plans.may_save(p_owner text, p_organisation bigint, p_client bigint, p_class bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(plans.owns(p_owner, p_organisation, p_client), false)
    and (access.client_id() = p_client or access.may_write(p_client, p_class) and access.may_read(p_client, p_class));
end $$;

-- A partner's running plan is brought in by staff at intake, and what a person says is taken down for them: both
-- once, and from then on their owner's alone.
create function plans.may_take_down(p_owner text, p_client bigint, p_class bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return access.actor_kind() = 'staff' and p_owner in ('client', 'partner') and access.may('plans.write')
    and access.may_write(p_client, p_class);
end $$;

create policy rt_insert on plans_goal for insert to rt_web with check ((select access.context_ok())
  and (plans.may_save(owner, organisation_id, client_id, info_class) or owner = 'client' and plans.may_take_down(owner, client_id, info_class)));
create policy rt_update on plans_goal for update to rt_web
  using ((select access.context_ok()) and plans.may_save(owner, organisation_id, client_id, info_class))
  with check (plans.may_save(owner, organisation_id, client_id, info_class));
grant insert on plans_goal to rt_web;
grant update (words, language, status, outcome, changed_at) on plans_goal to rt_web;

create policy rt_insert on plans_action for insert to rt_web with check ((select access.context_ok())
  and (plans.may_save(owner, organisation_id, client_id, info_class) or source <> '' and plans.may_take_down(owner, client_id, info_class)));
create policy rt_update on plans_action for update to rt_web
  using ((select access.context_ok()) and plans.may_save(owner, organisation_id, client_id, info_class))
  with check (plans.may_save(owner, organisation_id, client_id, info_class));
grant insert on plans_action to rt_web;
grant update (goal_id, words, language, person, starts_on, ends_on, status, evidence, continues, changed_at) on plans_action to rt_web;

-- Whoever reads an action may say something to its owner, under their own name and their own organisation's.
create policy rt_insert on plans_remark for insert to rt_web with check ((select access.context_ok())
  and by_actor = (select access.actor_id()) and answer = '' and access.may_read(client_id, info_class)
  and organisation_id is not distinct from (select plans.my_organisation())
  and owner = case (select access.actor_kind()) when 'client' then 'client' when 'partner' then 'partner' else 'service' end);
-- The inner question is asked under the policy of its own table; only the owner of the action answers.
create policy rt_update on plans_remark for update to rt_web
  using ((select access.context_ok()) and exists (select 1 from plans_action a where a.id = plans_remark.action_id
    and plans.may_save(a.owner, a.organisation_id, a.client_id, a.info_class)))
  with check (answered_by = (select access.actor_id()));
grant insert on plans_remark to rt_web;
grant update (answer, answered_by, answered_at) on plans_remark to rt_web;

create policy rt_insert on plans_doubleeffort for insert to rt_web with check ((select access.context_ok())
  and by_actor = (select access.actor_id())
  and (plans.may_save(owner, organisation_id, client_id, info_class) or plans.may_take_down(owner, client_id, info_class)));
grant insert on plans_doubleeffort to rt_web;

-- The person's word: their own, or taken down by somebody who writes plans.
create policy rt_insert on plans_clientword for insert to rt_web with check ((select access.context_ok())
  and (client_id = (select access.client_id()) and said_by = (select access.actor_id()) and taken_down_by is null
    or taken_down_by = (select access.actor_id()) and (select access.may('plans.write')) and access.may_write(client_id, info_class)));
grant insert on plans_clientword to rt_web;

create policy rt_insert on plans_signature for insert to rt_web with check ((select access.context_ok())
  and by_actor = (select access.actor_id()) and organisation_id is not distinct from (select plans.my_organisation())
  and ((select access.actor_kind()) = 'partner' or (select access.may('plans.open'))) and access.may_read(client_id, info_class));
grant insert on plans_signature to rt_web;

-- ---------------------------------------------------------------- rows follow their plan
create function plans.is_live(p_plan uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.closed_at is null or exists (select 1 from public.plans_plan o where o.id = p.continued_in_id and o.closed_at is null)
  from public.plans_plan p where p.id = p_plan $$;

-- The client, the author and the version of a row are never what the page says.
create function plans.prepare() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and new.client_id <> old.client_id then return new; end if;  -- two records became one person
  if plans.is_live(new.plan_id) is not true then
    raise exception 'this plan is over' using errcode = 'check_violation', constraint = 'plan_is_over';
  end if;
  new.changed_by := access.actor_id();
  if tg_op = 'INSERT' then
    select p.client_id into strict new.client_id from public.plans_plan p where p.id = new.plan_id;
    new.made_by := new.changed_by; new.made_at := new.changed_at; new.version := 1;
  else
    new.version := old.version + 1;
  end if;
  return new;
end $$;
create trigger prepare before insert or update on plans_goal for each row execute function plans.prepare();
create trigger prepare before insert or update on plans_action for each row execute function plans.prepare();

create function plans.prepare_action() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.goal_id is not null and not exists (select 1 from public.plans_goal g join public.plans_plan p on p.id = g.plan_id
      where g.id = new.goal_id and g.area = new.area and (g.plan_id = new.plan_id or p.continued_in_id = new.plan_id)) then
    raise exception 'the goal is of another area or plan' using errcode = 'check_violation', constraint = 'plan_action_is_of_its_goal';
  end if;
  return new;
end $$;
create trigger prepare_goal before insert or update of goal_id on plans_action for each row execute function plans.prepare_action();

-- What hangs on an action has its client and class, whatever was written.
create function plans.follow_action() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  select a.client_id, a.info_class into strict new.client_id, new.info_class from public.plans_action a where a.id = new.action_id;
  return new;
end $$;
create trigger follow before insert on plans_remark for each row execute function plans.follow_action();

create function plans.follow_other() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  select a.client_id, a.info_class into strict new.client_id, new.info_class from public.plans_action a where a.id = new.other_id;
  return new;
end $$;
create trigger follow before insert on plans_doubleeffort for each row execute function plans.follow_other();

create function plans.follow_plan() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  select p.client_id, p.version into strict new.client_id, new.number from public.plans_plan p where p.id = new.plan_id;
  new.said_by := coalesce((select a.id from access.actor a where a.client_id = new.client_id), new.said_by);
  return new;
end $$;
create trigger follow before insert on plans_clientword for each row execute function plans.follow_plan();

create function plans.follow_word() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  select w.client_id, w.info_class into strict new.client_id, new.info_class from public.plans_clientword w where w.id = new.word_id;
  return new;
end $$;
create trigger follow before insert on plans_signature for each row execute function plans.follow_word();

-- ---------------------------------------------------------------- every change is a version
-- Two who write the same plan at the same moment queue here, so that the later one sees what the earlier one wrote.
create function plans.lock(p_plan uuid) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare c bigint; v int; begin
  select p.client_id, p.version into c, v from public.plans_plan p where p.id = p_plan for update;
  if c is null or not (access.client_id() = c or access.may_read(c, 40896)) then
    raise exception 'this plan is out of reach' using errcode = '42501';
  end if;
  return v;
end $$;

create function plans.area_as_kept(p_plan uuid, p_area text) returns jsonb
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select jsonb_build_object(
    'goals', coalesce((select jsonb_agg(to_jsonb(g) - 'plan_id' - 'client_id' - 'info_class' order by g.made_at, g.id)
      from public.plans_goal g where g.plan_id = p_plan and g.area = p_area), '[]'),
    'actions', coalesce((select jsonb_agg(to_jsonb(a) - 'plan_id' - 'client_id' - 'info_class' order by a.made_at, a.id)
      from public.plans_action a where a.plan_id = p_plan and a.area = p_area), '[]')) $$;
revoke all on function plans.area_as_kept(uuid, text) from public;

-- One number for a statement, one row for each area that it changed.
create function plans.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare p record; v int; begin
  for p in select c.plan_id, c.client_id, max(c.changed_at) as at from changed c group by 1, 2 order by 1 loop
    update public.plans_plan set version = version + 1 where id = p.plan_id returning version into v;
    insert into public.plans_planversion (id, plan_id, client_id, number, area, info_class, snapshot, at, by_actor)
    select gen_random_uuid(), p.plan_id, p.client_id, v, c.area, c.info_class, plans.area_as_kept(p.plan_id, c.area), p.at, access.actor_id()
    from (select distinct area, info_class from changed where plan_id = p.plan_id) c;
  end loop;
  return null;
end $$;
create function plans.keep_version_of_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare p record; v int; begin
  for p in select c.plan_id, c.client_id, max(c.changed_at) as at from changed c join before b using (id)
      where c.version <> b.version group by 1, 2 order by 1 loop
    update public.plans_plan set version = version + 1 where id = p.plan_id returning version into v;
    insert into public.plans_planversion (id, plan_id, client_id, number, area, info_class, snapshot, at, by_actor)
    select gen_random_uuid(), p.plan_id, p.client_id, v, c.area, c.info_class, plans.area_as_kept(p.plan_id, c.area), p.at, access.actor_id()
    from (select distinct area, info_class from changed where plan_id = p.plan_id) c;
  end loop;
  return null;
end $$;
create trigger keep_new after insert on plans_goal referencing new table as changed for each statement execute function plans.keep_version();
create trigger keep_new after insert on plans_action referencing new table as changed for each statement execute function plans.keep_version();
create trigger keep_change after update on plans_goal referencing old table as before new table as changed
  for each statement execute function plans.keep_version_of_change();
create trigger keep_change after update on plans_action referencing old table as before new table as changed
  for each statement execute function plans.keep_version_of_change();

-- ---------------------------------------------------------------- what a person event does, across reach
create function plans.require_mover(p_client bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Whoever places people, or writes where they are (4, LOCATION) or which phase they are in (2, PHASE).
  if not (access.actor_kind() = 'system' or access.may('custody.place') and (access.may_read(p_client, 4) or access.may_write(p_client, 4))
      or access.may_write(p_client, 4) or access.may_write(p_client, 2)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
end $$;

-- Whoever writes first opens the plan: the person with a goal of their own, a municipality with what runs already, staff.
create function plans.open_plan(p_client bigint, p_id uuid, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not (coalesce(access.client_id() = p_client, false) or access.may_write(p_client, 40896)
      and (access.actor_kind() = 'partner' or access.may('plans.write'))) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  insert into public.plans_plan (id, client_id, info_class, version, opened_at, opened_by, closed_code)
  values (p_id, p_client, 40896, 0, p_at, access.actor_id(), '') on conflict do nothing;
  return found;
end $$;

-- How much stands in the open plan: numbers, no word of it.
create function plans.size_of(p_client bigint) returns table (plan_id uuid, goals bigint, actions bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform plans.require_mover(p_client);
  return query select p.id,
      (select count(*) from public.plans_goal g where g.client_id = p_client and g.status = 'open' and plans.is_live(g.plan_id)),
      (select count(*) from public.plans_action a where a.client_id = p_client and a.status in ('planned', 'running', 'paused') and plans.is_live(a.plan_id))
    from public.plans_plan p where p.client_id = p_client and p.closed_at is null;
end $$;

create function plans.close_plan(p_client bigint, p_code text, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform plans.require_mover(p_client);
  update public.plans_plan set closed_at = p_at, closed_code = p_code where client_id = p_client and closed_at is null;
end $$;

-- One person, one open plan: that of the merged record goes on inside the survivor's, and comes back when the merge is undone.
create function plans.before_merge(p_merge bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m record; begin
  perform access.require('people.merge');
  select survivor_id, merged_id into strict m from public.people_merge where id = p_merge and undone_at is null;
  update public.plans_plan p set closed_at = p_at, closed_code = 'merge', continued_in_id = s.id from public.plans_plan s
    where p.client_id = m.merged_id and p.closed_at is null and s.client_id = m.survivor_id and s.closed_at is null;
end $$;

create function plans.after_unmerge(p_merge bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m record; begin
  perform access.require('people.merge');
  select merged_id into strict m from public.people_merge where id = p_merge and undone_at is not null;
  update public.plans_plan set closed_at = null, closed_code = '', continued_in_id = null
    where client_id = m.merged_id and closed_code = 'merge';
end $$;

-- ---------------------------------------------------------------- measures: how many, whose plan it was is not said
-- A group of fewer than five is one row with its keys and no figures. What somebody answered counts where the person was then.
create function plans.measure_double_efforts(p_from timestamptz, p_until timestamptz, p_establishment bigint, p_by text[])
returns table (establishment_id bigint, area text, month date, reason text, asked bigint, continued bigint, anyway bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('plans.measure');
  return query
    with told as (
      select case when 'establishment' = any (p_by) then held.establishment_id end as e, case when 'area' = any (p_by) then o.area::text end as a,
        case when 'month' = any (p_by) then date_trunc('month', d.at at time zone 'UTC')::date end as m,
        case when 'reason' = any (p_by) then d.reason::text end as r, d.answer = 'start_anyway' as is_anyway
      from public.plans_doubleeffort d
      join public.plans_action o on o.id = d.other_id
      left join lateral (select s.establishment_id from public.custody_stay s where s.client_id = d.client_id and s.period @> d.at limit 1) held on true
      where d.at >= p_from and d.at < p_until and (p_establishment is null or held.establishment_id = p_establishment)
        and ('reason' <> all (p_by) or d.answer = 'start_anyway')
    ), summed as (select e, a, m, r, count(*) as n, count(*) filter (where is_anyway) as started from told group by 1, 2, 3, 4)
    select e, a, m, r, case when n >= 5 then n end, case when n >= 5 then n - started end, case when n >= 5 then started end
    from summed order by e, a, m, r;
end $$;

-- The intake: somebody who serves a sentence is inside. Agreed: the person agreed, and the service signed (as plans.agreed in the thread).
create function plans.measure_agreed_in_time(p_from timestamptz, p_until timestamptz, p_establishment bigint, p_by text[])
returns table (establishment_id bigint, month date, people bigint, agreed bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('plans.measure');
  return query
    with intake as (
      select l.client_id, came.at as arrived_at, greatest(lower(l.period), came.at) + interval '28 days' as over_at
      from public.custody_legalstatus l
      cross join lateral (select max(lower(s.period)) as at from public.custody_stay s
        where s.client_id = l.client_id and s.came_as in ('new', 'recall') and lower(s.period) < coalesce(upper(l.period), 'infinity')) came
      where l.status in ('sentenced', 'recalled') and l.withdrawn_at is null and not l.is_set_aside
        and lower(l.period) < p_until - interval '28 days' and came.at < p_until - interval '28 days'
        and not exists (select 1 from public.custody_legalstatus b where b.client_id = l.client_id and upper(b.period) = lower(l.period)
          and b.status in ('sentenced', 'recalled', 'on_leave') and b.withdrawn_at is null and not b.is_set_aside)
    ), judged as (
      select case when 'establishment' = any (p_by) then s.establishment_id end as e,
        case when 'month' = any (p_by) then date_trunc('month', i.over_at at time zone 'UTC')::date end as m,
        exists (select 1 from public.plans_clientword w join public.plans_signature g on g.word_id = w.id and g.organisation_id is null
          where w.client_id = i.client_id and w.answer = 'agrees' and g.at >= i.arrived_at and g.at <= i.over_at) as is_agreed
      from intake i join public.custody_stay s on s.client_id = i.client_id and s.period @> i.over_at
      where i.over_at >= p_from and i.over_at < p_until and (p_establishment is null or s.establishment_id = p_establishment)
    ), summed as (select e, m, count(*) as n, count(*) filter (where is_agreed) as k from judged group by 1, 2)
    select e, m, case when n >= 5 then n end, case when n >= 5 then k end from summed order by e, m;
end $$;
