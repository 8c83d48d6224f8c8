-- Who may reach whom. What a ban closes is answered here, without saying that there is one.
create schema contacts;
grant usage on schema contacts to rt_web;

-- ---------------------------------------------------------------- who reads what
-- Staff read a correspondent through a contact or a ban of theirs (each under its own policy), the registry of lawyers,
-- courts and consulates with the permission, and whom they wrote down themselves. Clients and relatives never do.
alter table contacts_correspondent enable row level security, force row level security;
create policy rt_owner_all on contacts_correspondent to rt_owner using (true) with check (true);
create policy rt_read on contacts_correspondent for select to rt_web using (
  (select access.context_ok()) and (select access.actor_kind() in ('staff', 'system')) and (
    opened_by = (select access.actor_id())
    or kind in ('lawyer', 'court', 'ombudsman', 'cpt', 'consulate') and (select access.may('contacts.read'))
    or exists (select 1 from contacts_contact c where c.correspondent_id = contacts_correspondent.id)
    or exists (select 1 from contacts_ban b where b.correspondent_id = contacts_correspondent.id)));
grant select on contacts_correspondent to rt_web;

alter table contacts_alias enable row level security, force row level security;
create policy rt_owner_all on contacts_alias to rt_owner using (true) with check (true);
create policy rt_read on contacts_alias for select to rt_web using (
  (select access.context_ok()) and (select access.actor_kind() in ('staff', 'system'))
  and exists (select 1 from contacts_correspondent o where o.id = contacts_alias.correspondent_id));
grant select on contacts_alias to rt_web;

-- What was decided is decided in one's own name; a ban is never changed, only lifted or told apart from somebody else.
create function contacts.keep() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_user = 'rt_owner' then return new; end if;
  if tg_table_name = 'contacts_contact' then
    if tg_op = 'INSERT' and (new.approved_by is distinct from access.actor_id() or new.blocked_at is not null)
       or tg_op = 'UPDATE' and (new.client_id, new.correspondent_id, new.blocked_at, new.approved_at, new.approved_by, new.request_id)
         is distinct from (old.client_id, old.correspondent_id, old.blocked_at, old.approved_at, old.approved_by, old.request_id)
       or tg_op = 'UPDATE' and old.ended_at is not null
       or new.ended_at is not null and new.ended_by is distinct from access.actor_id() then
      raise exception 'a contact is decided in one''s own name' using errcode = '42501';
    end if;
  elsif tg_op = 'INSERT' and (new.made_by is distinct from access.actor_id() or new.lifted_at is not null)
     or tg_op = 'UPDATE' and ((new.id, new.client_id, new.correspondent_id, new.source, new.info_class, new.grounds, new.valid_from, new.made_by)
         is distinct from (old.id, old.client_id, old.correspondent_id, old.source, old.info_class, old.grounds, old.valid_from, old.made_by)
       or old.lifted_at is not null or new.lifted_at is not null and new.lifted_by is distinct from access.actor_id()) then
    raise exception 'a ban is entered and lifted in one''s own name' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger contacts_keep before insert or update on contacts_contact for each row execute function contacts.keep();
create trigger contacts_keep before insert or update on contacts_ban for each row execute function contacts.keep();

-- ---------------------------------------------------------------- what passes
-- Inside only. An address is shared by a household: it closes letters, and no more. A child goes by its adult.
create function contacts.is_barred(p_client bigint, p_correspondent bigint, p_channel text, p_at timestamptz) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (
    select 1 from contacts_ban b
      cross join (select o.id from contacts_correspondent c join contacts_correspondent o on o.id in (c.id, c.responsible_id)
        where c.id = p_correspondent) who
    where b.client_id = p_client and b.lifted_at is null and b.valid_from <= p_at and coalesce(b.valid_until, 'infinity') > p_at
      and (who.id = b.correspondent_id or not who.id = any (b.not_these) and exists (
        select 1 from contacts_alias mine join contacts_alias theirs on theirs.kind = mine.kind and theirs.key = mine.key
        where mine.correspondent_id = who.id and theirs.correspondent_id = b.correspondent_id
          and (mine.kind <> 'address' or p_channel = 'letter')))) $$;

create function contacts.state_of(c contacts_contact, p_at timestamptz) returns text
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select case
    when c.ended_at is not null then 'ended'
    when c.valid_until <= p_at then 'expired'
    when c.blocked_at is not null then 'blocked'
    when o.left_at is not null or c.level = 'privileged' and o.identity_verified_at is null
      or contacts.is_barred(c.client_id, c.correspondent_id, 'message', p_at) then 'closed'
    else 'open' end
  from contacts_correspondent o where o.id = c.correspondent_id $$;

create function contacts.passes(p_client bigint, p_correspondent bigint, p_channel text, p_at timestamptz) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from contacts_contact c where c.client_id = p_client and c.correspondent_id = p_correspondent
      and c.ended_at is null and c.approved_at <= p_at and p_channel = any (c.channels) and contacts.state_of(c, p_at) = 'open')
    and not contacts.is_barred(p_client, p_correspondent, p_channel, p_at) $$;
revoke all on function contacts.is_barred(bigint, bigint, text, timestamptz), contacts.state_of(contacts_contact, timestamptz),
  contacts.passes(bigint, bigint, text, timestamptz) from public;

-- A mailbox as the keys of aliases have it.
create function contacts.mailbox_key(p_address text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when host in ('gmail.com', 'googlemail.com') then replace(local, '.', '') || '@gmail.com' else local || '@' || host end
  from (select split_part(split_part(lower(btrim(p_address)), '@', 1), '+', 1) as local, split_part(lower(btrim(p_address)), '@', 2) as host) m $$;
revoke all on function contacts.mailbox_key(text) from public;

-- The clients with whom the acting person, who works for an organisation, is to have nothing to do: a victim may be a case worker.
-- Nobody is told; the colleagues go on.
create function contacts.barred_from_me() returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(array_agg(distinct b.client_id), '{}') from organisations_partnermember p
      join contacts_alias a on a.kind = 'email' and a.key = contacts.mailbox_key(p.email)
      join contacts_ban b on b.correspondent_id = a.correspondent_id
    where p.actor_id = access.actor_id() and b.lifted_at is null and b.valid_from <= now() and coalesce(b.valid_until, 'infinity') > now());
end $$;

-- Who may ask about two people: whoever reads the client's contacts, the client, and the other one about themselves.
create function contacts.require_near(p_client bigint, p_correspondent bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not (access.actor_kind() in ('client', 'staff') and access.may_read(p_client, 524288) or access.actor_kind() = 'system' or exists (select 1 from contacts_correspondent o
      join contacts_contact c on c.correspondent_id = o.id and c.client_id = p_client
      where o.id = p_correspondent and o.actor_id = access.actor_id())) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
end $$;
revoke all on function contacts.require_near(bigint, bigint) from public;

create function contacts.may_pass(p_client bigint, p_correspondent bigint, p_channel text, p_at timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform contacts.require_near(p_client, p_correspondent);
  return contacts.passes(p_client, p_correspondent, p_channel, p_at);
end $$;

-- The level at which an open contact is read; null where nothing passes.
create function contacts.level_of(p_client bigint, p_correspondent bigint, p_at timestamptz) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform contacts.require_near(p_client, p_correspondent);
  return (select c.level from contacts_contact c where c.client_id = p_client and c.correspondent_id = p_correspondent
    and c.ended_at is null and c.approved_at <= p_at and contacts.state_of(c, p_at) = 'open');
end $$;

-- What each contact of a client is now, in one word, as far as the asker may read the contacts.
-- adult_id: of a child the contact of the adult who answers for it.
create function contacts.states(p_client bigint, p_at timestamptz) returns table (contact_id bigint, state text, adult_id bigint)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not access.may_read(p_client, 524288) then raise exception 'this client is out of reach' using errcode = '42501'; end if;
  return query select c.id, contacts.state_of(c, p_at), (select a.id from contacts_correspondent o
      join contacts_contact a on a.correspondent_id = o.responsible_id and a.client_id = c.client_id
      where o.id = c.correspondent_id order by a.ended_at desc nulls first, a.id desc limit 1)
    from contacts_contact c where c.client_id = p_client;
end $$;

-- Would one of these channels be refused? Asked before a contact is decided; it says no more.
create function contacts.refuses(p_client bigint, p_correspondent bigint, p_channels text[], p_at timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('contacts.approve');
  if not access.may_read(p_client, 1) or not contacts.was_shown(p_correspondent) then
    raise exception 'this person is out of reach' using errcode = '42501';
  end if;
  return exists (select 1 from unnest(p_channels) channel where contacts.is_barred(p_client, p_correspondent, channel, p_at));
end $$;

-- ---------------------------------------------------------------- correspondents
create function contacts.sees(p_correspondent bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return access.actor_kind() in ('staff', 'system') and exists (select 1 from contacts_correspondent o where o.id = p_correspondent and (
    o.opened_by = access.actor_id() or o.kind in ('lawyer', 'court', 'ombudsman', 'cpt', 'consulate') and access.may('contacts.read')
    or exists (select 1 from contacts_contact c where c.correspondent_id = o.id and access.may_read(c.client_id, 524288))
    or exists (select 1 from contacts_ban b where b.correspondent_id = o.id and access.may_read(b.client_id, b.info_class))));
end $$;

create function contacts.require_seen(p_correspondent bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not contacts.sees(p_correspondent) then raise exception 'this person is out of reach' using errcode = '42501'; end if;
end $$;
revoke all on function contacts.require_seen(bigint) from public;

create function contacts.put_aliases(p_correspondent bigint, p_aliases jsonb, p_at timestamptz) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into contacts_alias (correspondent_id, kind, value, key, added_at, added_by)
  select p_correspondent, a.kind, a.value, a.key, p_at, access.actor_id()
  from jsonb_to_recordset(p_aliases) as a (kind text, value text, key text) where a.key <> ''
  on conflict do nothing $$;
revoke all on function contacts.put_aliases(bigint, jsonb, timestamptz) from public;

-- Write somebody down. p_client: on whose behalf; null: in the registry of those whose identity is verified.
create function contacts.open_correspondent(p_client bigint, p_who jsonb, p_aliases jsonb, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare new_id bigint; begin
  if p_client is null then perform access.require('contacts.verify');
  elsif not (access.may('contacts.approve') or access.may('contacts.bar')) or not access.may_read(p_client, 1) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  if (p_who ->> 'responsible_id') is not null then perform contacts.require_seen((p_who ->> 'responsible_id')::bigint); end if;
  insert into contacts_correspondent (kind, name, organisation, born_on, language, is_child, responsible_id, identity_how, identity_note,
      opened_at, opened_by)
  values (p_who ->> 'kind', p_who ->> 'name', p_who ->> 'organisation', (p_who ->> 'born_on')::date, p_who ->> 'language',
      (p_who ->> 'is_child')::boolean, (p_who ->> 'responsible_id')::bigint, '', '', p_at, access.actor_id())
  returning id into new_id;
  perform contacts.put_aliases(new_id, p_aliases, p_at);
  return new_id;
end $$;

create function contacts.add_aliases(p_correspondent bigint, p_aliases jsonb, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not (access.may('contacts.approve') or access.may('contacts.bar') or access.may('contacts.verify')) then
    raise exception 'permission is missing' using errcode = '42501';
  end if;
  perform contacts.require_seen(p_correspondent), contacts.put_aliases(p_correspondent, p_aliases, p_at);
end $$;

-- Who is known already by one of these keys: the asking is logged. Somebody who is known only because of a ban is not shown,
-- nor whose contact anybody is.
create function contacts.candidates(p_client bigint, p_keys jsonb)
returns table (correspondent_id bigint, kind text, name text, organisation text, born_on date, is_child boolean, is_verified boolean,
  has_account boolean, shared text[])
language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not (access.may('contacts.approve') or access.may('contacts.bar') or access.may('contacts.verify'))
      or p_client is not null and not access.may_read(p_client, 1) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  return query
    with found as materialized (
      select o.*, array_agg(distinct a.kind::text) as by_kind
      from jsonb_to_recordset(p_keys) as k (kind text, key text)
        join contacts_alias a on a.kind = k.kind and a.key = k.key join contacts_correspondent o on o.id = a.correspondent_id
      where k.key <> '' and o.left_at is null and (o.opened_by = access.actor_id()
        or o.kind in ('lawyer', 'court', 'ombudsman', 'cpt', 'consulate') or exists (select 1 from contacts_contact c where c.correspondent_id = o.id))
      group by o.id order by count(distinct a.kind) desc, o.id limit 20
    ), look as (
      insert into access.read_audit (actor_id, client_id, classes, route, purpose, detail)
      select access.actor_id(), p_client, 0, 'contacts:candidates', 'duty', ',' || coalesce(string_agg(f.id::text, ','), '') || ',' from found f
    )
    select f.id, f.kind::text, f.name::text, f.organisation::text, f.born_on, f.is_child, f.identity_verified_at is not null,
      f.actor_id is not null, f.by_kind from found f order by cardinality(f.by_kind) desc, f.id;
end $$;

-- May the acting person decide about somebody by their id? Whom they see, or were just shown as somebody known: nobody is
-- drawn in by counting ids.
create function contacts.was_shown(p_correspondent bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return contacts.sees(p_correspondent) or exists (select 1 from access.read_audit r where r.actor_id = access.actor_id()
    and r.route = 'contacts:candidates' and r.at > now() - interval '1 hour' and r.detail like '%,' || p_correspondent || ',%');
end $$;

-- What a correspondent is called, for whoever decides about them.
create function contacts.name_of(p_correspondent bigint) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not (access.may('contacts.approve') or access.may('contacts.bar')) or not contacts.was_shown(p_correspondent) then
    raise exception 'this person is out of reach' using errcode = '42501';
  end if;
  return (select name from contacts_correspondent where id = p_correspondent);
end $$;

-- Identity: who verified it, when and how. Without it nobody is privileged; ended, nothing privileged passes.
create function contacts.set_identity(p_correspondent bigint, p_how text, p_note text, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.require('contacts.verify'), contacts.require_seen(p_correspondent);
  update contacts_correspondent set identity_how = p_how, identity_note = p_note,
      identity_verified_at = case when p_how <> '' then p_at end, identity_verified_by = case when p_how <> '' then access.actor_id() end
    where id = p_correspondent;
end $$;

-- ---------------------------------------------------------------- the client's own word
create function contacts.block(p_contact bigint, p_on boolean, p_at timestamptz) returns contacts_contact
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare c contacts_contact; begin
  update contacts_contact set blocked_at = case when p_on then coalesce(blocked_at, p_at) end
    where id = p_contact and client_id = access.client_id() and ended_at is null returning * into c;
  if not found then raise exception 'this contact is out of reach' using errcode = '42501'; end if;
  return c;
end $$;

-- ---------------------------------------------------------------- what an event of the course does
create function contacts.require_mover(p_client bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  -- Whoever places people, or writes where they are: 4 LOCATION.
  if not (access.actor_kind() = 'system' or access.may('custody.place') and (access.may_read(p_client, 4) or access.can_read(p_client, 4))
      or access.may_write(p_client, 4) or access.can_write(p_client, 4)) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
end $$;
revoke all on function contacts.require_mover(bigint) from public;

create function contacts.count_for_course(p_client bigint, p_without_messages boolean) returns int
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform contacts.require_mover(p_client);
  return (select count(*) from contacts_contact where client_id = p_client and ended_at is null
    and not (p_without_messages and 'message' = any (channels)));
end $$;

-- End contacts with the stay; where messages go on (p_keep_messages), only they do.
create function contacts.end_for_course(p_client bigint, p_code text, p_keep_messages boolean, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n int; begin
  perform contacts.require_mover(p_client);
  if p_keep_messages then
    update contacts_contact set channels = array['message'] where client_id = p_client and ended_at is null and 'message' = any (channels);
  end if;
  update contacts_contact set ended_at = p_at, ended_by = access.actor_id(), ended_code = p_code
    where client_id = p_client and ended_at is null and not (p_keep_messages and 'message' = any (channels));
  get diagnostics n = row_count;
  return n;
end $$;

-- Two records of one person with the same mother: the merged record's contact ends before it changes owner.
create function contacts.before_merge(p_merge bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m record; begin
  perform access.require('people.merge');
  select survivor_id, merged_id into strict m from people_merge where id = p_merge and undone_at is null;
  update contacts_contact c set ended_at = p_at, ended_by = access.actor_id(), ended_code = 'merge'
    where c.client_id = m.merged_id and c.ended_at is null and exists (select 1 from contacts_contact o
      where o.client_id = m.survivor_id and o.correspondent_id = c.correspondent_id and o.ended_at is null);
end $$;

create function contacts.after_unmerge(p_merge bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m record; begin
  perform access.require('people.merge');
  select merged_id into strict m from people_merge where id = p_merge and undone_at is not null;
  update contacts_contact set ended_at = null, ended_by = null, ended_code = '' where client_id = m.merged_id and ended_code = 'merge';
end $$;

-- The rules of the place where somebody is or was last.
create function contacts.pack_of(p_client bigint) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform access.context_ok();
  return coalesce((select e.pack from access.client_place p join estate_establishment e on e.id = p.establishment_id
    where p.client_id = p_client), 'generic');
end $$;

-- ---------------------------------------------------------------- accounts of those outside
-- Whom the acting relative is near to: the name they are called by, and whether a message passes now. No place, no dates.
create function contacts.my_people(p_at timestamptz)
returns table (contact_id bigint, client_id bigint, correspondent_id bigint, called text, channels text[], level text, is_open boolean,
  children text[])
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select c.id, c.client_id, o.id, p.given_name::text, c.channels::text[], c.level::text,
      contacts.passes(c.client_id, o.id, 'message', p_at),
      -- Children who write together with this adult.
      array(select k.known_as::text from contacts_correspondent child join contacts_contact k on k.correspondent_id = child.id
        where child.responsible_id = o.id and k.client_id = c.client_id and contacts.state_of(k, p_at) = 'open' order by k.known_as, k.id)
    from contacts_correspondent o join contacts_contact c on c.correspondent_id = o.id and c.ended_at is null and c.approved_at <= p_at
      join people_client p on p.id = c.client_id
    where o.actor_id = access.actor_id() and o.left_at is null order by p.given_name, c.id;
end $$;

-- The account of a correspondent, made once: one account is one person. The invitation to it is the sign-in's.
create function contacts.open_account(p_correspondent bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare o contacts_correspondent; begin
  perform access.require('contacts.approve'), contacts.require_seen(p_correspondent);
  select * into strict o from contacts_correspondent where id = p_correspondent for update;
  if o.is_child or o.left_at is not null then
    raise exception 'this person gets no account' using errcode = 'check_violation', constraint = 'account_is_for_who_is_here_and_grown';
  end if;
  if o.actor_id is null then
    update contacts_correspondent set actor_id = access.create_relative(o.name, o.language) where id = o.id returning actor_id into o.actor_id;
  end if;
  return o.actor_id;
end $$;

-- Leave the service: every contact ends at once, each told in the client's thread, and the account opens nothing any more.
create function contacts.leave(p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := access.actor_id(); o contacts_correspondent; c contacts_contact; n int := 0; before text[];
  names text[] := array['actor', 'kind', 'client', 'focus', 'focus_read', 'focus_write', 'wide_read', 'wide_write', 'sig']; begin
  select * into o from contacts_correspondent where actor_id = me for update;
  if not found then raise exception 'no account of somebody outside' using errcode = '42501'; end if;
  select array_agg(coalesce(current_setting('app.' || x, true), '') order by i) into before from unnest(names) with ordinality as u(x, i);
  update contacts_correspondent set left_at = p_at where id = o.id;
  for c in update contacts_contact k set ended_at = p_at, ended_by = me, ended_code = 'left'
      where k.ended_at is null and (k.correspondent_id = o.id or exists (select 1 from contacts_correspondent child
        where child.id = k.correspondent_id and child.responsible_id = o.id)) returning k.* loop
    perform access.set_context(me, 'system', null, null, 0, 0, 0, 0);
    perform thread.append(c.client_id, 524288, 'contacts.ended', json_build_object('contact_id', c.id, 'known_as', c.known_as, 'told', '')::text, p_at);
    n := n + 1;
  end loop;
  perform set_config('app.' || names[i], before[i], true) from generate_subscripts(names, 1) as i;
  perform access.end_outsider(me, now(), 'left');
  return n;
end $$;
