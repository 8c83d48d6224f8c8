create or replace function requests.guard() returns trigger language plpgsql set search_path = pg_catalog as $$
declare is_client boolean := current_setting('app.kind', true) = 'client'; begin
  if current_user = 'rt_owner' then return new; end if;
  if tg_op = 'INSERT' then
    if new.status <> 'received' or new.escalated_level <> 0 or new.first_read_at is not null then
      raise exception 'a request begins as received' using errcode = 'check_violation', constraint = 'request_begins_as_received';
    end if;
    return new;
  end if;
  if (new.id, new.client_id, new.info_class, new.number_year, new.number, new.filed_at_establishment_id, new.received_at,
      new.filed_by, new.filed_on, new.answers, new.form_code, new.form_version, new.type_code)
     is distinct from
     (old.id, old.client_id, old.info_class, old.number_year, old.number, old.filed_at_establishment_id, old.received_at,
      old.filed_by, old.filed_on, old.answers, old.form_code, old.form_version, old.type_code)
     or new.appealed_from_id is distinct from old.appealed_from_id or new.refiled_from_id is distinct from old.refiled_from_id then
    raise exception 'what was handed in is not rewritten' using errcode = 'check_violation', constraint = 'request_is_not_rewritten';
  end if;
  if old.ended_at is not null and (new.status, new.ended_at, new.ended_by, new.grounds, new.next_step, new.grounds_parts,
      new.next_step_parts, new.return_reason, new.due_at)
     is distinct from (old.status, old.ended_at, old.ended_by, old.grounds, old.next_step, old.grounds_parts,
      old.next_step_parts, old.return_reason, old.due_at)
     or old.appeal_until is not null and new.appeal_until is distinct from old.appeal_until then
    raise exception 'an answer stands' using errcode = 'check_violation', constraint = 'request_answer_stands';
  end if;
  if new.due_at <> old.due_at and (old.paused_at is null or new.paused_at is not null or new.due_at < old.due_at) then
    raise exception 'a promise moves only when a pause ends' using errcode = 'check_violation', constraint = 'request_promise_stands';
  end if;
  if is_client and (new.status not in (old.status, 'withdrawn') or new.taken_by is distinct from old.taken_by
      or new.first_read_at is distinct from old.first_read_at or new.escalated_level <> old.escalated_level
      or new.department_id <> old.department_id or new.establishment_id <> old.establishment_id
      or (new.paused_at is distinct from old.paused_at and new.paused_at is not null)) then
    raise exception 'a client does not do the work of staff' using errcode = '42501';
  end if;
  return new;
end $$;
