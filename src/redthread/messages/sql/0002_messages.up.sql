-- Who takes part in a conversation, and the only ways to write one. No role of the web writes a table here.
create schema messages;
grant usage on schema messages to rt_web;

insert into access.actor (kind, name) values ('system', 'messages');

-- ---------------------------------------------------------------- who takes part
create function messages.my_roles() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select coalesce(array_agg(distinct g.role_code), '{}') from access.reach_grant g
    where g.actor_id = access.actor_id() and g.role_code is not null and g.valid_from <= now() and g.valid_until > now());
end $$;

-- The acting person as somebody outside, and the children whose account theirs is.
create function messages.my_correspondents() returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select coalesce(array_agg(o.id), '{}') from contacts_correspondent me
    join contacts_correspondent o on o.id = me.id or o.responsible_id = me.id
    where me.actor_id = access.actor_id() and me.left_at is null);
end $$;

-- What a ban, an end or an unverified identity closes is closed for reading, too: asked anew each time.
create function messages.passes(p_client bigint, p_correspondent bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Asked by the policies for one's own side. Whoever tries other numbers learns nothing about two other people.
  return case access.actor_kind() when 'client' then access.client_id() = p_client when 'staff' then access.may_read(p_client, 524288)
      when 'system' then true
      else p_correspondent = any (messages.my_correspondents()) end
    and contacts.passes(p_client, p_correspondent, 'message', now());
end $$;

-- Does a restriction cut the client off from people outside now? Never from whom no restriction closes off.
create function messages.is_cut(p_client bigint, p_at timestamptz) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  -- To whoever has nothing to do with the person, everybody is cut off.
  return not (case access.actor_kind() when 'client' then access.client_id() = p_client when 'partner' then access.can_read(p_client, 1)
        or exists (select 1 from contacts_contact c join contacts_correspondent o on o.id = c.correspondent_id
          where c.client_id = p_client and o.actor_id = access.actor_id())
      when 'relative' then exists (select 1 from contacts_contact c join contacts_correspondent o on o.id = c.correspondent_id
          where c.client_id = p_client and o.actor_id = access.actor_id())
      else true end)
    or exists (select 1 from custody_restriction r where r.client_id = p_client and r.withdrawn_at is null
    and r.period @> p_at and 'message' = any (r.closes));
end $$;

alter table messages_conversation enable row level security, force row level security;
create policy rt_owner_all on messages_conversation to rt_owner using (true) with check (true);
create policy rt_read on messages_conversation for select to rt_web using (
  (select access.context_ok()) and case (select access.actor_kind())
    when 'client' then client_id = (select access.client_id())
    when 'staff' then case
      when kind = 'staff' then staff_actor_id = (select access.actor_id()) and access.may_read(client_id, 1)
      when kind = 'teacher' then staff_actor_id = (select access.actor_id()) and (closed_at is null or access.may_read(client_id, 1))
      when kind in ('unit', 'role') then roles::text[] && (select messages.my_roles()) and (select access.may('messages.answer'))
        and case when client_id = (select access.setting('focus')) then info_class & (select access.setting('focus_read')) <> 0
          when info_class & (select access.setting('wide_read')) <> 0 then true
          else exists (select 1 from access.caseload k where k.actor_id = (select access.actor_id())
            and k.client_id = messages_conversation.client_id and k.read_mask & info_class <> 0 and k.valid_until > now()) end
      else false end
    when 'partner' then case
      when kind = 'partner' then organisation_id = (select access.organisation_id())
        and client_id <> all ((select contacts.barred_from_me())::bigint[])
        and exists (select 1 from access.caseload k where k.actor_id = (select access.actor_id())
          and k.client_id = messages_conversation.client_id and k.read_mask & info_class <> 0 and k.valid_until > now())
      when kind in ('relative', 'privileged') then correspondent_id = any ((select messages.my_correspondents())::bigint[])
        and messages.passes(client_id, correspondent_id)
      else false end
    when 'relative' then correspondent_id = any ((select messages.my_correspondents())::bigint[])
      and messages.passes(client_id, correspondent_id)
    else false end);
grant select on messages_conversation to rt_web;

-- Envelopes are read by who reads the conversation (the inner question is asked under its own policy).
alter table messages_message enable row level security, force row level security;
create policy rt_owner_all on messages_message to rt_owner using (true) with check (true);
create policy rt_read on messages_message for select to rt_web using (
  (select access.context_ok()) and exists (select 1 from messages_conversation c where c.id = messages_message.conversation_id));
grant select on messages_message to rt_web;

-- Words: one's own side's always, the other side's once they are delivered; while a restriction holds, only what was seen before.
create function messages.side_of(c messages_conversation) returns text
language sql stable as $$ select case when access.actor_kind() = 'client' then 'client' else 'other' end $$;

create function messages.opens(p_message uuid) returns boolean
language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
begin
  return exists (select 1 from messages_message m join messages_conversation c on c.id = m.conversation_id
    where m.id = p_message and (m.side = messages.side_of(c)
      or m.state = 'delivered' and (m.seen_at is not null or c.never_closed or c.kind not in ('partner', 'relative')
        or not messages.is_cut(m.client_id, now()))));
end $$;

alter table messages_body enable row level security, force row level security;
create policy rt_owner_all on messages_body to rt_owner using (true) with check (true);
create policy rt_read on messages_body for select to rt_web using ((select access.context_ok()) and messages.opens(message_id));
grant select on messages_body to rt_web;
alter table messages_attachment enable row level security, force row level security;
create policy rt_owner_all on messages_attachment to rt_owner using (true) with check (true);
create policy rt_read on messages_attachment for select to rt_web using ((select access.context_ok()) and messages.opens(message_id));
grant select on messages_attachment to rt_web;

-- No policy for the web: a copy is read by messages.look alone.
alter table messages_controlcopy enable row level security, force row level security;
create policy rt_owner_all on messages_controlcopy to rt_owner using (true) with check (true);

-- ---------------------------------------------------------------- open a conversation
-- The addressee is looked up here: a name that somebody sends along would be believed.
create function messages.open(p_id uuid, p_client bigint, p_kind text, p_addressee text, p_names jsonb, p_pictogram text, p_roles text[],
    p_class bigint, p_whom bigint, p_receipts boolean, p_at timestamptz, out conversation uuid, out refused text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := access.actor_id(); k text := access.actor_kind(); level text; who record; own boolean; pl access.client_place;
  c messages_conversation; begin
  own := k = 'client' and p_client = access.client_id();
  -- Two who begin at once find one conversation.
  perform pg_advisory_xact_lock(hashtext('messages.open'), p_client::int);
  select * into pl from access.client_place p where p.client_id = p_client;
  c.id := p_id; c.client_id := p_client; c.kind := p_kind; c.addressee := ''; c.roles := '{}'; c.info_class := 262144;
  c.pictogram := p_pictogram; c.receipts := p_receipts; c.never_closed := false;
  case
    when p_kind in ('unit', 'role') then
      if not (own or k = 'staff' and access.may('messages.answer') and p_roles && messages.my_roles() and access.may_write(p_client, p_class)) then
        refused := 'barred'; return;
      end if;
      c.addressee := p_addressee; c.names := p_names; c.roles := p_roles; c.info_class := p_class;
      c.establishment_id := pl.establishment_id; c.unit_id := pl.unit_id;
    when p_kind in ('staff', 'teacher') then
      select a.name, a.id, exists (select 1 from access.caseload l where l.actor_id = a.id and l.client_id = p_client and l.read_mask & 1 <> 0
            and l.valid_until > now()) or a.wide_read & 1 <> 0 as reaches,
          coalesce((select l.read_mask from access.caseload l where l.actor_id = a.id and l.client_id = p_client), a.wide_read) as mask into who
        from access.actor a where a.id = p_whom and a.kind = 'staff' and a.is_active and 'messages.answer' = any (a.permissions);
      if not found or not who.reaches or not (own or p_whom = me and k = 'staff') then refused := 'barred'; return; end if;
      c.staff_actor_id := p_whom; c.names := jsonb_build_object('', who.name);
      -- A nurse's own thread is of health, whoever else reads messages.
      if who.mask & 32768 <> 0 and who.mask & 262144 = 0 then c.info_class := 32768; end if;
    when p_kind = 'partner' then
      select o.name, o.kind into who from organisations_partnerorganisation o where o.id = p_whom and o.is_active;
      if not found or not (own or k = 'partner' and access.organisation_id() = p_whom) or not messages.is_granted(p_client, p_whom) then
        refused := 'barred'; return;
      end if;
      c.organisation_id := p_whom; c.names := jsonb_build_object('', who.name); c.never_closed := who.kind in ('lawyer', 'court');
    when p_kind in ('relative', 'privileged') then
      select t.known_as, t.level into who from contacts_contact t where t.client_id = p_client and t.correspondent_id = p_whom and t.ended_at is null;
      if not found or not (own or p_whom = any (messages.my_correspondents())) or not contacts.passes(p_client, p_whom, 'message', p_at) then
        refused := 'barred'; return;
      end if;
      c.kind := case when who.level = 'privileged' then 'privileged' else 'relative' end;
      c.correspondent_id := p_whom; c.names := jsonb_build_object('', who.known_as);
      if c.kind = 'privileged' then c.info_class := 536870912; c.never_closed := true; end if;
    else raise exception 'no such kind' using errcode = 'check_violation';
  end case;
  select o.id into conversation from messages_conversation o where o.client_id = p_client and o.closed_at is null
    and o.kind = c.kind and o.addressee = c.addressee and o.staff_actor_id is not distinct from c.staff_actor_id
    and o.organisation_id is not distinct from c.organisation_id and o.correspondent_id is not distinct from c.correspondent_id;
  if found then return; end if;
  select left(given_name || ' ' || family_name, 200) into c.client_name from people_client where id = p_client;
  c.opened_at := p_at; c.opened_by := me; c.last_at := p_at; c.last_side := case when own then 'client' else 'other' end;
  c.client_unread := 0; c.other_unread := 0; c.closed_why := '';
  insert into messages_conversation select c.*;
  conversation := p_id;
end $$;

-- Does an organisation hold a grant for messages of this client? The client's own yes, or its end, counts at once.
create function messages.is_granted(p_client bigint, p_organisation bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform access.context_ok();
  return exists (select 1 from access.partner_grant g where g.client_id = p_client and g.organisation_id = p_organisation
    and g.read_mask & 262144 <> 0 and g.valid_from <= now() and g.valid_until > now()
    and (g.legal_basis <> 'consent' or exists (select 1 from access.partner_consent s where s.client_id = p_client
      and s.organisation_id = p_organisation and s.info_class = 262144 and s.withdrawn_at is null)));
end $$;
revoke all on function messages.is_granted(bigint, bigint) from public;

-- ---------------------------------------------------------------- write
-- From which side the acting person writes here; null: from none.
create function messages.writes_as(c messages_conversation) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare me bigint := access.actor_id(); begin
  case access.actor_kind()
    when 'client' then return case when c.client_id = access.client_id() then 'client' end;
    when 'staff' then
      return case when access.may('messages.answer') and (
        c.kind in ('unit', 'role') and c.roles::text[] && messages.my_roles() and access.may_write(c.client_id, c.info_class)
        or c.kind = 'staff' and c.staff_actor_id = me and access.may_read(c.client_id, 1)
        or c.kind = 'teacher' and c.staff_actor_id = me) then 'other' end;
    when 'partner', 'relative' then
      return case when c.kind = 'partner' and c.organisation_id = access.organisation_id() and access.can_read(c.client_id, c.info_class)
          and c.client_id <> all (contacts.barred_from_me())
        or c.kind in ('relative', 'privileged') and c.correspondent_id = any (messages.my_correspondents()) then 'other' end;
    else return null;
  end case;
end $$;
revoke all on function messages.writes_as(messages_conversation) from public;

-- Why nothing passes here now, in one word; null: it passes. Asked at every writing, whoever writes.
create function messages.stops(c messages_conversation, p_at timestamptz) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if c.closed_at is not null then return 'closed'; end if;
  if c.kind in ('relative', 'privileged') and not contacts.passes(c.client_id, c.correspondent_id, 'message', p_at) then return 'barred'; end if;
  -- A lawyer who is no longer verified is not privileged, and somebody who became so does not go on in a thread that is read.
  if c.kind in ('relative', 'privileged') and (c.kind = 'privileged') <> (select t.level = 'privileged' from contacts_contact t
      where t.client_id = c.client_id and t.correspondent_id = c.correspondent_id and t.ended_at is null) then return 'barred'; end if;
  if c.kind = 'partner' and not messages.is_granted(c.client_id, c.organisation_id) then return 'barred'; end if;
  if c.kind in ('staff', 'teacher') and not exists (select 1 from access.actor a where a.id = c.staff_actor_id and a.is_active) then
    return 'closed';
  end if;
  if c.kind in ('partner', 'relative') and not c.never_closed and messages.is_cut(c.client_id, p_at) then return 'cut'; end if;
  return null;
end $$;
revoke all on function messages.stops(messages_conversation, timestamptz) from public;

-- Tell somebody outside that a client's message can be read: plain words and the door, nothing of it. Called from inside only, and
-- nobody is handed an address. Once for everything that waits unseen in a conversation, and once more where a restriction that hid it
-- has ended; never where nothing passes.
create function messages.announce(p_conversation uuid, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare c public.messages_conversation; since timestamptz; it text := 'conversation:' || p_conversation; begin
  select v.* into c from public.messages_conversation v where v.id = p_conversation and v.kind in ('partner', 'relative', 'privileged');
  if not found or messages.stops(c, p_at) is not null then return; end if;
  select min(m.delivered_at) into since from public.messages_message m
    where m.conversation_id = c.id and m.side = 'client' and m.state = 'delivered' and m.seen_at is null;
  if since is null then return; end if;
  if c.kind in ('partner', 'relative') and not c.never_closed then
    since := greatest(since, (select max(coalesce(r.withdrawn_at, upper(r.period))) from public.custody_restriction r
      where r.client_id = c.client_id and 'message' = any (r.closes) and coalesce(r.withdrawn_at, upper(r.period)) <= p_at));
  end if;
  perform public.notices_tell(gen_random_uuid(), t.address, t.language, t.door, 'message', it, '', p_at) from (
      -- An organisation: whom to tell there is for sharing to say.
      select w.address, w.language, 'partner' as door from public.sharing_whom_at(c.organisation_id, p_at) w
      union
      -- Somebody with keys to an account of their own, at what they sign in with; a child's adult.
      select n.name, a.language, 'family' from public.contacts_correspondent who
        join public.contacts_correspondent o on o.id = coalesce(who.responsible_id, who.id) and o.left_at is null
        join access.actor a on a.id = o.actor_id and a.is_active and a.active_until > now()
        join access.login_name n on n.actor_id = a.id and n.door = 'family' and n.name like '%@%'
        where who.id = c.correspondent_id and exists (select 1 from access.credential k where k.actor_id = a.id)
    ) t
    where not exists (select 1 from public.notices_notice x
      where x.about = it and x.address = t.address and x.created_at >= since and x.failed_at is null);
end $$;
revoke all on function messages.announce(uuid, timestamptz) from public;

-- A restriction ended: what it hid can be read, and who is outside is told so. By whoever lifts it, and by the job for those whose
-- day has come (p_client null).
create function messages.announce_reopened(p_client bigint, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n int; begin
  if not coalesce(case access.actor_kind() when 'system' then true when 'staff' then access.may_read(p_client, 1) end, false) then
    raise exception 'this client is out of reach' using errcode = '42501';
  end if;
  select count(messages.announce(c.id, p_at)) into n from public.messages_conversation c
    where c.kind in ('partner', 'relative') and not c.never_closed and c.closed_at is null and c.other_unread > 0
      and c.client_id in (select r.client_id from public.custody_restriction r where (p_client is null or r.client_id = p_client)
        and 'message' = any (r.closes) and coalesce(r.withdrawn_at, upper(r.period)) > p_at - interval '7 days'
        and coalesce(r.withdrawn_at, upper(r.period)) <= p_at);
  return n;
end $$;

-- What ends is told no more, though a mail of it may still wait for a mail server.
create function messages.hush() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.notices_notice where about = 'conversation:' || new.id and sent_at is null;
  return null;
end $$;
revoke all on function messages.hush() from public;
create trigger messages_hush after update of closed_at on messages_conversation for each row
  when (old.closed_at is null and new.closed_at is not null) execute function messages.hush();

-- Write. What is said of control (words, sample) comes from the rules; what a contact's level or a decision about the client asks
-- for is looked up here, so that nothing slips by whoever calls. Returns delivered, held, replayed, or why not.
create function messages.post(p_id uuid, p_conversation uuid, p_text text, p_new text, p_words jsonb, p_causes text[], p_held boolean,
    p_review_due timestamptz, p_destroy_at timestamptz, p_answer_due timestamptz, p_a_day int, p_language text, p_at timestamptz,
    p_kinds text[], p_media text[], p_data bytea[], p_milliseconds int[], p_widths int[], p_heights int[])
returns text language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := access.actor_id(); c messages_conversation; my_side text; is_own boolean; why text; level text;
  causes text[] := p_causes; held boolean := p_held; begin
  select * into c from messages_conversation where id = p_conversation for update;
  if not found then return 'unknown'; end if;
  my_side := messages.writes_as(c);
  if my_side is null then return 'unknown'; end if;
  select m."by" = me and m.conversation_id = c.id into is_own from messages_message m where m.id = p_id;
  if found then return case when is_own then 'replayed' else 'taken' end; end if;
  why := messages.stops(c, p_at);
  if why is not null then return why; end if;
  if (select count(*) from messages_message m where m.conversation_id = c.id and m.side = my_side and m.at > p_at - interval '1 day') >= p_a_day then
    return 'limit';
  end if;
  if c.kind = 'relative' then
    select t.level into level from contacts_contact t where t.client_id = c.client_id and t.correspondent_id = c.correspondent_id and t.ended_at is null;
    if level = 'reviewed' and not 'level' = any (causes) then causes := causes || 'level'::text; end if;
    if messages.is_reviewed(c.client_id, p_at) and not 'client' = any (causes) then causes := causes || 'client'::text; end if;
    held := held or causes && array['level', 'client'];
  else
    causes := '{}'; held := false;
  end if;
  insert into messages_message (id, conversation_id, client_id, info_class, side, by, by_name, by_title, language, at, state, delivered_at,
      causes, review_due_at, escalate_at, block_reason)
  select p_id, c.id, c.client_id, c.info_class, my_side, me, a.name, a.title, left(p_language, 8), p_at,
      case when held then 'held' else 'delivered' end, case when not held then p_at end, causes,
      case when causes <> '{}' then p_review_due end, case when causes <> '{}' then p_review_due end, ''
    from access.actor a where a.id = me;
  insert into messages_body (message_id, client_id, info_class, text) values (p_id, c.client_id, c.info_class, p_text);
  insert into messages_attachment (id, message_id, client_id, info_class, kind, media_type, data, milliseconds, width, height)
  select gen_random_uuid(), p_id, c.client_id, c.info_class, u.* from unnest(p_kinds, p_media, p_data, p_milliseconds, p_widths, p_heights) u;
  if causes <> '{}' then
    insert into messages_controlcopy (message_id, client_id, text, new_text, words, destroy_at)
    values (p_id, c.client_id, p_text, p_new, p_words, p_destroy_at);
  end if;
  update messages_conversation set last_at = p_at, last_side = my_side,
      client_unread = client_unread + case when my_side = 'other' and not held then 1 else 0 end,
      other_unread = case when my_side = 'other' then 0 when held then other_unread else other_unread + 1 end,
      answer_due_at = case when my_side = 'other' then null else coalesce(answer_due_at, p_answer_due) end,
      taken_by = case when my_side = 'other' and kind in ('unit', 'role') then me else taken_by end
    where id = c.id;
  perform messages.announce(c.id, p_at);
  return case when held then 'held' else 'delivered' end;
end $$;

create function messages.is_reviewed(p_client bigint, p_at timestamptz) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from messages_clientreview r where r.client_id = p_client and r.ended_at is null
    and r.begins_at <= p_at and r.ends_at > p_at) $$;
revoke all on function messages.is_reviewed(bigint, timestamptz) from public;

-- What the rules ask before a message is written: how closely it is read. Only for who writes here.
create function messages.level_here(p_conversation uuid, p_at timestamptz, out level text, out is_reviewed boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare c messages_conversation; begin
  select * into c from messages_conversation where id = p_conversation;
  if messages.writes_as(c) is null then return; end if;
  level := 'privileged';
  if c.kind = 'relative' then
    select t.level into level from contacts_contact t where t.client_id = c.client_id and t.correspondent_id = c.correspondent_id and t.ended_at is null;
    is_reviewed := messages.is_reviewed(c.client_id, p_at);
  end if;
end $$;

-- Whether something may be written here now; null: yes. For pages, before anybody types.
create function messages.why_not(p_conversation uuid, p_at timestamptz) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare c messages_conversation; begin
  select * into c from messages_conversation where id = p_conversation;
  if not found or messages.writes_as(c) is null then return 'unknown'; end if;
  return messages.stops(c, p_at);
end $$;

-- The look of the other side. Nothing is seen that could not be read.
create function messages.mark_seen(p_conversation uuid, p_at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare c messages_conversation; my_side text; n int; begin
  select * into c from messages_conversation where id = p_conversation;
  my_side := messages.writes_as(c);
  if my_side is null or c.kind in ('partner', 'relative') and not c.never_closed and messages.is_cut(c.client_id, p_at)
      or c.kind in ('relative', 'privileged') and my_side = 'other' and not contacts.passes(c.client_id, c.correspondent_id, 'message', p_at) then
    return 0;
  end if;
  update messages_message set seen_at = greatest(p_at, at), seen_by = access.actor_id()
    where conversation_id = c.id and side <> my_side and state = 'delivered' and seen_at is null;
  get diagnostics n = row_count;
  update messages_conversation set client_unread = case when my_side = 'client' then 0 else client_unread end,
      other_unread = case when my_side = 'other' then 0 else other_unread end
    where id = c.id and (my_side = 'client' and client_unread > 0 or my_side = 'other' and other_unread > 0);
  return n;
end $$;

create function messages.count_unread(p_conversation uuid) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update messages_conversation c set client_unread = n.of_other, other_unread = n.of_client
  from (select count(*) filter (where side = 'other') as of_other, count(*) filter (where side = 'client') as of_client
    from messages_message where conversation_id = p_conversation and state = 'delivered' and seen_at is null) n
  where c.id = p_conversation $$;
revoke all on function messages.count_unread(uuid) from public;

-- Taken back by who wrote it, before anybody of the other side saw it. Its words are gone for both.
create function messages.withdraw(p_message uuid, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m messages_message; begin
  select * into m from messages_message where id = p_message and by = access.actor_id() for update;
  if not found or m.seen_at is not null or m.state not in ('held', 'delivered') then return false; end if;
  update messages_message set state = 'withdrawn', review_due_at = null where id = m.id;
  update messages_body set text = '' where message_id = m.id;
  delete from messages_attachment where message_id = m.id;
  perform messages.count_unread(m.conversation_id);
  return true;
end $$;

create function messages.take(p_conversation uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare c messages_conversation; begin
  select * into c from messages_conversation where id = p_conversation for update;
  if messages.writes_as(c) is distinct from 'other' or c.kind not in ('unit', 'role') then return false; end if;
  update messages_conversation set taken_by = access.actor_id() where id = c.id;
  return true;
end $$;

-- Ended by one of the two. A relative who leaves ends theirs; after a release each of the two takes it out of the service.
create function messages.finish(p_conversation uuid, p_why text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare c messages_conversation; begin
  select * into c from messages_conversation where id = p_conversation for update;
  if messages.writes_as(c) is null or c.closed_at is not null or p_why not in ('ended', 'left') then return false; end if;
  -- The client takes family and friends along when they are out; while they are held it is the other one who may leave.
  if p_why = 'left' and access.actor_kind() = 'client' and (c.kind <> 'relative'
      or exists (select 1 from custody_stay s where s.client_id = c.client_id and upper_inf(s.period))) then return false; end if;
  update messages_conversation set closed_at = p_at, closed_why = p_why, answer_due_at = null where id = c.id;
  return true;
end $$;

-- ---------------------------------------------------------------- whom a client may begin to write to, beside units and roles
-- The key worker, teachers and others of the own timetable, organisations with a grant: names, nothing else of them.
create function messages.choices(p_at timestamptz) returns table (kind text, id bigint, name text, title text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare me bigint := access.client_id(); begin
  if me is null then raise exception 'only the person themselves' using errcode = '42501'; end if;
  return query
    with near as (
      select k.staff_actor_id as actor_id, false as teaches from custody_keyworker k where k.client_id = me and upper_inf(k.period)
      union all
      select s.actor_id, b.kind in ('education', 'programme') from timetable_bookingclient c
        join timetable_booking b on b.id = c.booking_id join timetable_bookingstaff t on t.booking_id = b.id and t.is_active
        join organisations_staffmember s on s.id = t.staff_id
      where c.client_id = me and c.is_active and c.period && tstzrange(p_at - interval '14 days', p_at + interval '14 days')
        and b.kind in ('education', 'programme', 'appointment')
    )
    select case when bool_or(n.teaches) then 'teacher' else 'staff' end, a.id, a.name, a.title from near n
      join access.actor a on a.id = n.actor_id and a.is_active and 'messages.answer' = any (a.permissions)
    where a.wide_read & 1 <> 0 or exists (select 1 from access.caseload l where l.actor_id = a.id and l.client_id = me
      and l.read_mask & 1 <> 0 and l.valid_until > now())
    group by a.id, a.name, a.title
    union all
    select 'partner', o.id, o.name::text, '' from organisations_partnerorganisation o
    where o.is_active and exists (select 1 from access.partner_grant g where g.client_id = me and g.organisation_id = o.id)
      and messages.is_granted(me, o.id)
    order by 1 desc, 3;
end $$;
