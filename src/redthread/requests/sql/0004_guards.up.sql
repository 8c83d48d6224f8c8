-- Who may set which column, when, whoever asks: what a page does through a service, and nothing beside it. The owner (loaders,
-- and the functions for moves) passes. Columns that nobody names here stay as they were handed in.

-- ---------------------------------------------------------------- a request is handed in
create function requests.guard_new() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare is_client boolean := access.actor_kind() = 'client'; t requests_requesttype; first requests_clientrequest; begin
  if (new.status, new.escalated_level, new.escalated_to, new.pause_reason, new.ended_by_title, new.return_reason, new.grounds,
      new.grounds_parts, new.next_step, new.next_step_parts, new.answer_language)
     is distinct from ('received', 0, '', '', '', '', '', '[]'::jsonb, '', '[]'::jsonb, '')
     or num_nonnulls(new.first_read_at, new.taken_by, new.paused_at, new.appeal_until, new.satisfied) > 0
     or new.resumes_on_reply or new.left_behind or new.has_reply or new.has_news then
    raise exception 'a request begins as received' using errcode = 'check_violation', constraint = 'request_begins_as_received';
  end if;
  if new.filed_by <> access.actor_id() or (new.filed_on = 'screen') <> is_client then
    raise exception 'a request is handed in under one''s own name' using errcode = '42501';
  end if;
  select * into t from requests_requesttype where id = new.request_type_id;
  if (new.establishment_id, new.filed_at_establishment_id, new.type_code) is distinct from (t.establishment_id, t.establishment_id, t.code)
     or new.escalate_at is distinct from new.due_at or new.due_at < new.received_at + make_interval(days => t.answer_days - 1) then
    raise exception 'a request is handed in on the terms of its type' using errcode = 'check_violation', constraint = 'request_has_the_terms_of_its_type';
  end if;
  if new.appealed_from_id is not null then
    select * into first from requests_clientrequest where id = new.appealed_from_id;
    if not is_client or (new.client_id, new.request_type_id, new.info_class, new.is_private, new.allows_several, new.department_id, new.unit_id)
       is distinct from (first.client_id, first.request_type_id, first.info_class, first.is_private, first.allows_several,
         coalesce(t.appeal_department_id, t.department_id), first.unit_id)
       or not coalesce(new.received_at < first.appeal_until, t.appeal_on_silence and first.ended_at is null and new.received_at > first.due_at) then
      raise exception 'an appeal follows the answer that it is about' using errcode = 'check_violation', constraint = 'request_appeal_follows_its_answer';
    end if;
    return new;
  end if;
  if not t.is_open or (new.info_class, new.is_private, new.allows_several, new.department_id, new.form_code, new.form_version)
     is distinct from (t.info_class, t.is_private, t.allows_several, t.department_id, t.form_code, t.form_version) then
    raise exception 'a request is handed in on the terms of its type' using errcode = 'check_violation', constraint = 'request_has_the_terms_of_its_type';
  end if;
  if not exists (select 1 from access.client_place p where p.client_id = new.client_id and p.establishment_id = new.establishment_id
       and p.unit_id is not distinct from new.unit_id)
     or new.refiled_from_id is not null and not exists (select 1 from requests_clientrequest r
       where r.id = new.refiled_from_id and r.client_id = new.client_id and r.return_reason = 'moved') then
    raise exception 'a request is handed in where the client is' using errcode = 'check_violation', constraint = 'request_is_handed_in_where_the_client_is';
  end if;
  return new;
end $$;

-- ---------------------------------------------------------------- a step is taken
-- What a client may change of an own request: take it back, reply (which ends a pause for it), say whether the answer answered,
-- note that they have seen it. Nothing else, and each of these in its own direction only.
create function requests.is_step_of_client(was requests_clientrequest, is_now requests_clientrequest, me bigint) returns boolean
language plpgsql immutable set search_path = pg_catalog, public, pg_temp as $$
declare own text[] := array['status', 'ended_at', 'ended_by', 'paused_at', 'pause_reason', 'resumes_on_reply', 'due_at', 'escalate_at',
    'satisfied', 'has_reply', 'has_news'];
  withdrawn boolean := was.ended_at is null and is_now.status = 'withdrawn' and is_now.ended_by = me and is_now.paused_at is null;
  resumed boolean := was.paused_at is not null and was.resumes_on_reply and is_now.paused_at is null and is_now.has_reply
    and is_now.escalate_at = is_now.due_at;
begin
  return to_jsonb(is_now) - own = to_jsonb(was) - own
    and (withdrawn or is_now.status = was.status)
    and (withdrawn or resumed or (is_now.paused_at, is_now.pause_reason, is_now.due_at, is_now.escalate_at)
      is not distinct from (was.paused_at, was.pause_reason, was.due_at, was.escalate_at))
    and (withdrawn or resumed or is_now.resumes_on_reply = was.resumes_on_reply
      or was.paused_at is null and is_now.has_reply and not is_now.resumes_on_reply)
    and (not withdrawn or is_now.due_at = was.due_at)
    and is_now.has_reply >= was.has_reply and is_now.has_news <= was.has_news;
end $$;

create function requests.guard() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := access.actor_id(); is_client boolean := access.actor_kind() = 'client'; begin
  if (new.id, new.client_id, new.info_class, new.number_year, new.number, new.filed_at_establishment_id, new.received_at,
      new.filed_by, new.filed_on, new.answers, new.form_code, new.form_version, new.type_code, new.request_type_id, new.allows_several,
      new.is_private, new.language, new.appealed_from_id, new.refiled_from_id, new.seconds_to_find, new.seconds_to_fill)
     is distinct from
     (old.id, old.client_id, old.info_class, old.number_year, old.number, old.filed_at_establishment_id, old.received_at,
      old.filed_by, old.filed_on, old.answers, old.form_code, old.form_version, old.type_code, old.request_type_id, old.allows_several,
      old.is_private, old.language, old.appealed_from_id, old.refiled_from_id, old.seconds_to_find, old.seconds_to_fill) then
    raise exception 'what was handed in is not rewritten' using errcode = 'check_violation', constraint = 'request_is_not_rewritten';
  end if;
  if old.ended_at is not null and (new.status, new.ended_at, new.ended_by, new.ended_by_title, new.grounds, new.next_step, new.grounds_parts,
      new.next_step_parts, new.answer_language, new.return_reason, new.due_at, new.appeal_until)
     is distinct from (old.status, old.ended_at, old.ended_by, old.ended_by_title, old.grounds, old.next_step, old.grounds_parts,
      old.next_step_parts, old.answer_language, old.return_reason, old.due_at, old.appeal_until)
     or new.ended_at is null and new.appeal_until is not null
     or old.carried_out_at is not null and new.carried_out_at is distinct from old.carried_out_at then
    raise exception 'an answer stands' using errcode = 'check_violation', constraint = 'request_answer_stands';
  end if;
  if new.due_at <> old.due_at and (old.paused_at is null or new.paused_at is not null or new.due_at < old.due_at) then
    raise exception 'a promise moves only when a pause ends' using errcode = 'check_violation', constraint = 'request_promise_stands';
  end if;
  -- Moves are made by the functions for moves, which act as the owner.
  if (new.establishment_id, new.unit_id, new.left_behind) is distinct from (old.establishment_id, old.unit_id, old.left_behind) then
    raise exception 'a request moves with its client' using errcode = '42501';
  end if;
  if is_client then
    if not requests.is_step_of_client(old, new, me) then
      raise exception 'a client does not do the work of staff' using errcode = '42501';
    end if;
    return new;
  end if;
  if new.satisfied is distinct from old.satisfied or new.status = 'withdrawn' and old.status <> 'withdrawn' then
    raise exception 'staff do not speak for the client' using errcode = '42501';
  end if;
  if new.ended_at is not null and old.ended_at is null and (new.ended_by <> me or not access.may('requests.decide'))
     or new.carried_out_at is distinct from old.carried_out_at and not access.may('requests.decide')
     or new.taken_by is distinct from old.taken_by and new.taken_by <> me then
    raise exception 'everybody answers under their own name, and with the permission to' using errcode = '42501';
  end if;
  if new.department_id <> old.department_id and not exists (select 1 from organisations_department d
      where d.id = new.department_id and d.establishment_id = new.establishment_id) then
    raise exception 'the department is of another establishment' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger request_guard_new before insert on requests_clientrequest for each row
  when (current_user <> 'rt_owner') execute function requests.guard_new();
create trigger request_guard before update on requests_clientrequest for each row
  when (current_user <> 'rt_owner') execute function requests.guard();

-- ---------------------------------------------------------------- what is said, shown and read inside a request
-- Beside the policies that open a table: nobody speaks under another's name, or as the other side, or into another's request.
create policy rt_insert_own_words on requests_requestmessage as restrictive for insert to rt_web with check (
  by = (select access.actor_id()) and by_client = ((select access.actor_kind()) = 'client')
  and (not by_client or kind = 'note' and by_title = '')
  and exists (select 1 from requests_clientrequest r where r.id = request_id and r.ended_at is null
    and r.client_id = requests_requestmessage.client_id and r.info_class = requests_requestmessage.info_class));
create policy rt_insert_own_picture on requests_requestattachment as restrictive for insert to rt_web with check (
  by = (select access.actor_id())
  and exists (select 1 from requests_clientrequest r join requests_requesttype t on t.id = r.request_type_id
    where r.id = request_id and r.ended_at is null
      and r.client_id = requests_requestattachment.client_id and r.info_class = requests_requestattachment.info_class
      and ((select access.actor_kind()) <> 'client' or t.allows_attachment and not is_paper_form)));
create policy rt_insert_own_answer on requests_secondreading as restrictive for insert to rt_web with check (
  decided_by = (select access.actor_id()) and read_at is null
  and exists (select 1 from requests_clientrequest r where r.id = request_id and r.ended_by = decided_by
    and r.client_id = requests_secondreading.client_id and r.info_class = requests_secondreading.info_class
    and r.establishment_id = requests_secondreading.establishment_id));
create policy rt_update_own_verdict on requests_secondreading as restrictive for update to rt_web
  using (true) with check (read_by = (select access.actor_id()) and decided_by <> read_by);
create policy rt_insert_own_name on requests_requesttypechange as restrictive for insert to rt_web
  with check (by = (select access.actor_id()));

create function requests.keep_verdict() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'a verdict stands' using errcode = 'check_violation', constraint = 'second_reading_stands';
end $$;
create trigger second_reading_stands before update on requests_secondreading for each row
  when (current_user <> 'rt_owner' and old.read_at is not null) execute function requests.keep_verdict();
