-- Facts stay as they were written: a status is ended once or withdrawn once, a sentence stops being the current one.
-- A merge of two records may change whose they are; that runs as the owner, and nothing else is compared with it.
create function custody_keep_status() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if (new.id, new.status, new.basis, new.recorded_at, new.recorded_by, lower(new.period))
       is distinct from (old.id, old.status, old.basis, old.recorded_at, old.recorded_by, lower(old.period))
     or (new.period <> old.period and not upper_inf(old.period))
     or (old.withdrawn_at is not null and (new.withdrawn_at, new.withdrawn_reason)
           is distinct from (old.withdrawn_at, old.withdrawn_reason))
     or (new.client_id = old.client_id and new.is_set_aside <> old.is_set_aside)
     or (new.client_id <> old.client_id and current_user <> 'rt_owner') then
    raise exception 'a legal status is corrected by a further one' using errcode = '42501';
  end if;
  -- Two records of one person may both say what holds: that of the record that lives on does; undone with the merge.
  if new.client_id <> old.client_id then
    new.is_set_aside := exists (select 1 from custody_legalstatus o where o.client_id = new.client_id and o.id <> new.id
      and o.withdrawn_at is null and not o.is_set_aside and o.period && new.period);
  end if;
  return new;
end $$;
create trigger custody_keep_status before update on custody_legalstatus
  for each row execute function custody_keep_status();

create function custody_keep_sentence() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare a jsonb := to_jsonb(new) - 'is_current' - 'client_id' - 'is_set_aside'; b jsonb := to_jsonb(old) - 'is_current' - 'client_id' - 'is_set_aside';
begin
  if a <> b or (new.is_current and not old.is_current)
     or (new.client_id = old.client_id and new.is_set_aside <> old.is_set_aside)
     or (new.client_id <> old.client_id and current_user <> 'rt_owner') then
    raise exception 'a sentence is corrected by a further one' using errcode = '42501';
  end if;
  if new.client_id <> old.client_id then
    new.is_set_aside := new.is_current and exists (select 1 from custody_sentence o where o.client_id = new.client_id
      and o.id <> new.id and o.is_current and not o.is_set_aside);
  end if;
  return new;
end $$;
create trigger custody_keep_sentence before update on custody_sentence
  for each row execute function custody_keep_sentence();

-- A person event turns the status: by a function, because whoever lets somebody out may not write legal status.
-- Says what the status is then, or null where it does not turn. A conditional release leads to supervision.
create function custody_turn_status(p_id uuid, p_client bigint, p_to text, p_from text[], p_at timestamptz)
returns text language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare old custody_legalstatus%rowtype; target text := p_to; begins timestamptz; begin
  perform access.require('custody.place');
  if not access.may_write(p_client, 4) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  select * into old from custody_legalstatus
    where client_id = p_client and withdrawn_at is null and not is_set_aside and upper_inf(period) for update;
  if not found or not (old.status = any(p_from)) then return null; end if;
  if target = 'released' then
    target := case when old.status <> 'remand' and exists (select 1 from custody_sentence s where s.client_id = p_client
      and s.is_current and not s.is_set_aside and s.supervision_ends_on > p_at::date) then 'on_supervision' else 'ended' end;
  end if;
  if old.status = target then return null; end if;
  -- Two events of one release carry one instant; a status is never empty.
  begins := greatest(p_at, lower(old.period) + interval '1 microsecond');
  update custody_legalstatus set period = tstzrange(lower(period), begins) where id = old.id;
  insert into custody_legalstatus (id, client_id, status, period, basis, recorded_at, recorded_by, withdrawn_reason)
  values (p_id, p_client, target, tstzrange(begins, null), '', p_at, access.actor_id(), '');
  return target;
end $$;
