-- Control of messages with people outside: a queue without words, a look that leaves a trace, copies with an end. Privileged
-- messages have no copy, and no function here reaches their words.

-- ---------------------------------------------------------------- review
create function messages.require_reviewer(p_client bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('messages.review');
  if not access.may_read(p_client, 1) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
end $$;
revoke all on function messages.require_reviewer(bigint) from public;

-- What waits to be read of those at a place, the most urgent first: held ones before samples of the same day.
create function messages.review_queue(p_establishment bigint, p_limit int)
returns table (message_id uuid, client_id bigint, client_name text, party text, side text, at timestamptz, due_at timestamptz,
  told_roles text[], is_held boolean, causes text[], attachments bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('messages.review');
  -- Sorted first: reach is asked of as many as the page shows, not of everything that waits in the service.
  return query select q.* from (
      select m.id, m.client_id, c.client_name::text, c.names ->> '', m.side::text, m.at, m.review_due_at, m.told_roles::text[],
        m.state = 'held', m.causes::text[], (select count(*) from messages_attachment a where a.message_id = m.id)
      from access.client_place p
        cross join lateral (select * from messages_message x where x.client_id = p.client_id and x.review_due_at is not null offset 0) m
        join messages_conversation c on c.id = m.conversation_id
      where p.establishment_id = p_establishment and c.kind = 'relative'
      order by m.state = 'held' desc, m.review_due_at, m.id offset 0) q
    where access.may_read(q.client_id, 1) limit least(p_limit, 200);
end $$;

-- The words of a message for control: the look is in the client's thread before the words are out.
create function messages.look(p_message uuid, p_at timestamptz)
returns table (message_id uuid, client_id bigint, client_name text, party text, side text, language text, at timestamptz, due_at timestamptz,
  state text, causes text[], words jsonb, body text, new_text text, destroyed_at timestamptz, attachments jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare m messages_message; begin
  select * into m from messages_message x where x.id = p_message and exists (select 1 from messages_controlcopy k where k.message_id = x.id);
  if not found then return; end if;
  perform messages.require_reviewer(m.client_id);
  insert into messages_look (id, message_id, client_id, by, at) values (gen_random_uuid(), m.id, m.client_id, access.actor_id(), p_at);
  perform thread.append(m.client_id, 262144, 'messages.looked', json_build_object('message_id', m.id)::text, p_at);
  return query select m.id, m.client_id, c.client_name::text, c.names ->> '', m.side::text, m.language::text, m.at, m.review_due_at, m.state::text,
      m.causes::text[], k.words, k.text, k.new_text, k.destroyed_at,
      (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'milliseconds', a.milliseconds) order by a.id), '[]')
        from messages_attachment a where a.message_id = m.id and k.destroyed_at is null)
    from messages_controlcopy k join messages_conversation c on c.id = m.conversation_id where k.message_id = m.id;
end $$;

-- A picture or sound of a message that the acting person has just looked at.
create function messages.look_at_attachment(p_attachment uuid, p_at timestamptz) returns table (media_type text, data bytea)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare a messages_attachment; begin
  select * into a from messages_attachment x where x.id = p_attachment;
  if not found then return; end if;
  perform messages.require_reviewer(a.client_id);
  if exists (select 1 from messages_controlcopy k where k.message_id = a.message_id and k.destroyed_at is null)
      and exists (select 1 from messages_look l where l.message_id = a.message_id and l.by = access.actor_id() and l.at > p_at - interval '1 hour') then
    return query select a.media_type::text, a.data;
  end if;
end $$;

-- Pass it on or block it; only after a look of one's own. Returns the client, null where it was decided already.
create function messages.decide(p_message uuid, p_pass boolean, p_reason text, p_at timestamptz, out client_id bigint, out was_held boolean)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m messages_message; begin
  select * into m from messages_message x where x.id = p_message for update;
  if not found then return; end if;
  perform messages.require_reviewer(m.client_id);
  if not exists (select 1 from messages_look l where l.message_id = m.id and l.by = access.actor_id()) then
    raise exception 'nobody decides on a message without having read it' using errcode = '42501';
  end if;
  if m.review_due_at is null then return; end if;
  was_held := m.state = 'held';
  update messages_message x set review_due_at = null, reviewed_at = p_at, reviewed_by = access.actor_id(),
      block_reason = case when p_pass then '' else p_reason end,
      -- A sample was delivered; blocked afterwards, it is taken out of sight of who has not seen it yet.
      state = case when p_pass then 'delivered' when x.seen_at is not null then x.state else 'blocked' end,
      delivered_at = case when p_pass and x.state = 'held' then p_at else x.delivered_at end
    where x.id = m.id;
  perform messages.count_unread(m.conversation_id);
  update messages_conversation c set last_at = p_at where c.id = m.conversation_id and p_pass and was_held;
  perform messages.announce(m.conversation_id, p_at);
  client_id := m.client_id;
end $$;

-- ---------------------------------------------------------------- the worker's
-- Messages that wait too long and of which a role is to be told now; locked until that is noted.
create function messages.late_reviews(p_at timestamptz) returns table (message_id uuid, client_id bigint, pack text, told int)
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  select m.id, m.client_id, coalesce((select e.pack from access.client_place p join estate_establishment e on e.id = p.establishment_id
      where p.client_id = m.client_id), 'generic')::text, cardinality(m.told_roles)
  from messages_message m where m.review_due_at < p_at and m.escalate_at <= p_at order by m.client_id, m.id limit 500 for update skip locked $$;
revoke all on function messages.late_reviews(timestamptz) from public;
grant execute on function messages.late_reviews(timestamptz) to rt_job;

create function messages.note_late(p_message uuid, p_role text, p_next timestamptz, p_at timestamptz) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update messages_message set escalated_at = p_at, escalate_at = p_next, told_roles = told_roles || p_role::varchar where id = p_message $$;
revoke all on function messages.note_late(uuid, text, timestamptz, timestamptz) from public;
grant execute on function messages.note_late(uuid, text, timestamptz, timestamptz) to rt_job;

-- What waits too long and was told to a role of whoever asks, at their place and within their reach: who it is about and since when, no word, no party.
create function messages.told_late(p_at timestamptz)
returns table (message_id uuid, client_id bigint, client_name text, due_at timestamptz, is_held boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare mine text[]; here bigint; begin
  perform access.context_ok();
  if access.actor_kind() <> 'staff' then raise exception 'not a matter of this door' using errcode = '42501'; end if;
  mine := messages.my_roles();
  select a.establishment_id into here from access.actor a where a.id = access.actor_id();
  return query select q.* from (
      select m.id, m.client_id, c.client_name::text, m.review_due_at, m.state = 'held'
      from access.client_place p
        cross join lateral (select * from messages_message x where x.client_id = p.client_id and x.review_due_at < p_at offset 0) m
        join messages_conversation c on c.id = m.conversation_id
      where (here is null or p.establishment_id = here) and m.told_roles::text[] && mine
      order by m.review_due_at, m.id offset 0) q
    where access.may_read(q.client_id, 1) limit 50;
end $$;

-- The words for control go; who looked when stays, and so does what the two wrote to each other.
create function messages.destroy_copies(p_at timestamptz) returns table (client_id bigint, copies bigint)
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  with gone as (
    update messages_controlcopy k set text = '', new_text = '', words = '[]', destroyed_at = p_at
    where k.destroyed_at is null and k.destroy_at <= p_at
      and not exists (select 1 from messages_message m where m.id = k.message_id and m.state = 'held') returning k.client_id)
  select g.client_id, count(*) from gone g group by 1 order by 1 $$;
revoke all on function messages.destroy_copies(timestamptz) from public;
grant execute on function messages.destroy_copies(timestamptz) to rt_job;

-- ---------------------------------------------------------------- the end of what was written
-- Whose rules hold for a person (of where they are or were last), and since when their course is over: null while they are held or
-- supervised.
create function messages.course(p_client bigint, out pack text, out ended_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with spans as (
    select s.period, s.establishment_id from custody_stay s where s.client_id = p_client
    union all select v.period, v.establishment_id from custody_supervision v where v.client_id = p_client)
  select coalesce((select e.pack from spans s join estate_establishment e on e.id = s.establishment_id order by s.period desc limit 1), 'generic')::text,
    case when not exists (select 1 from spans s where upper_inf(s.period)) then (select max(upper(s.period)) from spans s) end $$;
revoke all on function messages.course(bigint) from public;

-- The same for a page: for the person themselves, and for staff within reach.
create function messages.keeping_of(p_client bigint, out pack text, out ended_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(case access.actor_kind() when 'client' then access.client_id() = p_client when 'staff' then access.may_read(p_client, 1) end, false) then
    select k.pack, k.ended_at into pack, ended_at from messages.course(p_client) k;
  end if;
end $$;

-- Destroy the conversations of a pack's people whose time is over: with all that was written, for both. Who looked when stays in the
-- thread. Of so many people at once.
create function messages.forget(p_pack text, p_months int, p_left_days int, p_limit int, p_at timestamptz)
returns table (client_id bigint, conversations bigint)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
#variable_conflict use_column
declare gone uuid[]; begin
  with people as (select distinct c.client_id as id from messages_conversation c),
    known as (select p.id, k.pack, k.ended_at from people p, lateral messages.course(p.id) k),
    due as (select c.id, c.client_id, dense_rank() over (order by c.client_id) as n from messages_conversation c join known k on k.id = c.client_id
      where k.pack = p_pack and (k.ended_at <= p_at - make_interval(months => p_months)
        or c.closed_why = 'left' and c.closed_at <= p_at - make_interval(days => p_left_days)))
  select array_agg(d.id) into gone from due d where d.n <= p_limit;
  return query select c.client_id, count(*) from messages_conversation c where c.id = any (gone) group by 1 order by 1;
  delete from messages_look l using messages_message m where m.id = l.message_id and m.conversation_id = any (gone);
  delete from messages_controlcopy k using messages_message m where m.id = k.message_id and m.conversation_id = any (gone);
  delete from messages_attachment a using messages_message m where m.id = a.message_id and m.conversation_id = any (gone);
  delete from messages_body b using messages_message m where m.id = b.message_id and m.conversation_id = any (gone);
  delete from messages_message m where m.conversation_id = any (gone);
  delete from notices_notice x where x.about in (select 'conversation:' || g from unnest(gone) g);
  delete from messages_conversation c where c.id = any (gone);
end $$;
revoke all on function messages.forget(text, int, int, int, timestamptz) from public;
grant execute on function messages.forget(text, int, int, int, timestamptz) to rt_job;

-- ---------------------------------------------------------------- person events: rows move, no word is shown
create function messages.require_mover(p_client bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.require('custody.place');
  if not (access.may_read(p_client, 4) or access.may_write(p_client, 4)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
end $$;
revoke all on function messages.require_mover(bigint) from public;

-- Open conversations by kind; of named staff, by whether they work at a place.
create function messages.open_kinds(p_client bigint, p_establishment bigint) returns table (kind text, works_there boolean, name text, n bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if access.actor_kind() = 'partner' or not (access.may_read(p_client, 1) or access.may_write(p_client, 4)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  return query select c.kind::text, coalesce(a.establishment_id, p_establishment) is not distinct from p_establishment,
      case when c.kind in ('staff', 'teacher') then c.names ->> '' else '' end, count(*)
    from messages_conversation c left join access.actor a on a.id = c.staff_actor_id
    where c.client_id = p_client and c.closed_at is null group by 1, 2, 3 order by 1, 3;
end $$;

create function messages.follow(p_client bigint, p_establishment bigint, p_unit bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform messages.require_mover(p_client);
  if not exists (select 1 from custody_stay s where s.client_id = p_client and upper_inf(s.period) and s.establishment_id = p_establishment)
      or not exists (select 1 from estate_unit u where u.id = p_unit and u.establishment_id = p_establishment) then
    raise exception 'the client is not held there' using errcode = '42501';
  end if;
  update messages_conversation set establishment_id = p_establishment, unit_id = p_unit, taken_by = case
      when establishment_id is distinct from p_establishment or kind = 'unit' then null else taken_by end
    where client_id = p_client and kind in ('unit', 'role') and closed_at is null;
end $$;

-- A teacher or programme leader stays: what they must know for it is whose words they read.
create function messages.keep_teachers(p_client bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform messages.require_mover(p_client);
  insert into access.reach_grant (actor_id, scope_kind, scope_id, read_mask, basis, granted_by)
  select distinct c.staff_actor_id, 'client', p_client, 1, 'teacher-stays', access.actor_id()
  from messages_conversation c where c.client_id = p_client and c.kind = 'teacher' and c.closed_at is null
    and not exists (select 1 from access.reach_grant g where g.actor_id = c.staff_actor_id and g.scope_kind = 'client'
      and g.scope_id = p_client and g.basis = 'teacher-stays' and g.valid_until > now());
end $$;

-- End what does not go on. p_elsewhere: only named staff who do not work at that place.
create function messages.end_kinds(p_client bigint, p_kinds text[], p_elsewhere bigint, p_why text, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n int; begin
  perform messages.require_mover(p_client);
  update messages_conversation c set closed_at = p_at, closed_why = p_why, answer_due_at = null
    where c.client_id = p_client and c.closed_at is null and c.kind = any (p_kinds)
      and (p_elsewhere is null or exists (select 1 from access.actor a where a.id = c.staff_actor_id
        and a.establishment_id is not null and a.establishment_id <> p_elsewhere));
  get diagnostics n = row_count;
  update access.reach_grant g set valid_until = now() where g.scope_kind = 'client' and g.scope_id = p_client and g.basis = 'teacher-stays'
    and g.valid_until > now() and not exists (select 1 from messages_conversation c where c.client_id = p_client and c.kind = 'teacher'
      and c.closed_at is null and c.staff_actor_id = g.actor_id);
  return n;
end $$;

-- A contact ended or was barred. Whoever calls: it happens only where nothing passes any more. What was not seen is not passed on.
create function messages.bar(p_client bigint, p_correspondent bigint, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n int; begin
  perform access.context_ok();
  if contacts.passes(p_client, p_correspondent, 'message', p_at) then return 0; end if;
  update messages_message m set state = 'blocked', review_due_at = null from messages_conversation c
    where c.id = m.conversation_id and c.client_id = p_client and c.correspondent_id = p_correspondent
      and (m.state = 'held' or m.state = 'delivered' and m.seen_at is null);
  update messages_conversation c set closed_at = p_at, closed_why = 'barred', client_unread = 0, other_unread = 0
    where c.client_id = p_client and c.correspondent_id = p_correspondent and c.closed_at is null;
  get diagnostics n = row_count;
  return n;
end $$;

-- ---------------------------------------------------------------- two records of one person
create function messages.ready_for_merge(p_merge bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); begin
  update messages_conversation c set closed_at = p_at, closed_why = 'merged', answer_due_at = null
    where c.client_id = m.merged_id and c.closed_at is null and exists (select 1 from messages_conversation o
      where o.client_id = m.survivor_id and o.closed_at is null and (o.addressee <> '' and o.addressee = c.addressee
        or o.staff_actor_id = c.staff_actor_id or o.organisation_id = c.organisation_id or o.correspondent_id = c.correspondent_id));
  update messages_clientreview r set ended_at = p_at, ended_by = access.actor_id() where r.client_id = m.merged_id and r.ended_at is null
    and exists (select 1 from messages_clientreview o where o.client_id = m.survivor_id and o.ended_at is null);
end $$;

create function messages.after_unmerge(p_merge bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m people_merge := people_require_merge(p_merge); begin
  update messages_conversation set closed_at = null, closed_why = '' where client_id = m.merged_id and closed_why = 'merged';
end $$;
