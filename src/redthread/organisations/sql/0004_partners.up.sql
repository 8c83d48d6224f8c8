-- Partner organisations: who reads what is written about them, and who invites and ends their people.

-- Does this organisation work with the acting client? They may know who works there; nobody else asks here.
create function organisations_works_with(p_organisation bigint, p_client bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return access.client_id() is not distinct from p_client and exists (select 1 from access.partner_link l
    where l.organisation_id = p_organisation and l.client_id = p_client and l.valid_from <= now() and l.valid_until > now());
end $$;

-- Names and kinds of organisations are no secret: a plan names them. How to reach a desk, and who works there, is for staff, for
-- the organisation itself, and for the people it works with.
alter table organisations_partnerorganisation enable row level security, force row level security;
create policy rt_owner_all on organisations_partnerorganisation to rt_owner using (true) with check (true);
create policy rt_read on organisations_partnerorganisation for select to rt_web using ((select access.actor_kind()) <> 'relative');
create policy rt_insert on organisations_partnerorganisation for insert to rt_web with check ((select access.may('organisations.manage_partners')));
create policy rt_update on organisations_partnerorganisation for update to rt_web
  using ((select access.may('organisations.manage_partners'))) with check ((select access.may('organisations.manage_partners')));
create policy rt_signin_read on organisations_partnerorganisation for select to rt_signin using (true);
grant select, insert, update on organisations_partnerorganisation to rt_web;
grant select on organisations_partnerorganisation to rt_signin;

alter table organisations_partnerdesk enable row level security, force row level security;
create policy rt_owner_all on organisations_partnerdesk to rt_owner using (true) with check (true);
create policy rt_read on organisations_partnerdesk for select to rt_web
  using ((select access.actor_kind()) in ('staff', 'system') or organisation_id = (select access.organisation_id()));
create policy rt_insert on organisations_partnerdesk for insert to rt_web with check ((select access.may('organisations.manage_partners')));
create policy rt_update on organisations_partnerdesk for update to rt_web
  using ((select access.may('organisations.manage_partners'))) with check ((select access.may('organisations.manage_partners')));
create policy rt_signin_read on organisations_partnerdesk for select to rt_signin using (true);
grant select, insert, update on organisations_partnerdesk to rt_web;
grant select on organisations_partnerdesk to rt_signin;

alter table organisations_partnermember enable row level security, force row level security;
create policy rt_owner_all on organisations_partnermember to rt_owner using (true) with check (true);
create policy rt_read on organisations_partnermember for select to rt_web using (
  (select access.actor_kind()) in ('staff', 'system') or organisation_id = (select access.organisation_id())
  or (select access.actor_kind()) = 'client' and organisations_works_with(organisation_id, (select access.client_id())));
create policy rt_signin_read on organisations_partnermember for select to rt_signin using (true);
create policy rt_signin_bind on organisations_partnermember for update to rt_signin using (true) with check (true);
grant select on organisations_partnermember to rt_web;
-- The first sign-in binds a member to an identity; nothing else of the row is the sign-in's to change.
grant select, update (oidc_issuer, oidc_subject) on organisations_partnermember to rt_signin;

-- Staff with the permission, or a coordinator of that organisation and of no other.
create function organisations_manages_partner(p_organisation bigint) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return access.may('organisations.manage_partners') or exists (select 1 from organisations_partnermember m
    where m.actor_id = access.actor_id() and m.organisation_id = p_organisation and m.role = 'coordinator'
      and (m.ends_at is null or m.ends_at > now()));
end $$;

create function organisations_require_partner(p_organisation bigint) returns void
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not organisations_manages_partner(p_organisation) then
    raise exception 'this organisation is managed by others' using errcode = '42501';
  end if;
end $$;
revoke all on function organisations_require_partner(bigint) from public;

-- Nobody lets a colleague read more than they may read themselves.
create function organisations_invite_member(p_organisation bigint, p_given text, p_family text, p_email text, p_title text,
    p_role text, p_limit bigint, p_language text, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare o organisations_partnerorganisation; mine bigint; who bigint; new_id bigint; begin
  perform organisations_require_partner(p_organisation);
  select * into strict o from organisations_partnerorganisation where id = p_organisation and is_active;
  select case a.kind when 'partner' then a.class_limit else -1 end into mine from access.actor a where a.id = access.actor_id();
  who := access.create_partner(p_given || ' ' || p_family, concat_ws(', ', nullif(p_title, ''), o.name), p_language, o.id, p_limit & mine);
  insert into organisations_partnermember (actor_id, organisation_id, given_name, family_name, email, title, role, class_limit,
    began_at, ended_why, oidc_issuer, oidc_subject)
  values (who, o.id, p_given, p_family, lower(p_email), p_title, p_role, (p_limit & mine) | 1, p_at, '', '', '') returning id into new_id;
  return new_id;
end $$;

create function organisations_limit_member(p_member bigint, p_role text, p_limit bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m organisations_partnermember; mine bigint; begin
  select * into strict m from organisations_partnermember where id = p_member and (ends_at is null or ends_at > now()) for update;
  perform organisations_require_partner(m.organisation_id);
  if m.actor_id = access.actor_id() then raise exception 'nobody changes their own reach' using errcode = '42501'; end if;
  perform access.hold_member(m.actor_id);
  select case a.kind when 'partner' then a.class_limit else -1 end into mine from access.actor a where a.id = access.actor_id();
  update organisations_partnermember set role = p_role, class_limit = (p_limit & mine) | 1 where id = p_member;
  update access.actor set class_limit = (p_limit & mine) | 1 where id = m.actor_id;
  perform access.refresh_actor(m.actor_id);
end $$;

-- Somebody changed employer: their reach and sessions are gone at that instant, at once without one.
create function organisations_end_member(p_member bigint, p_until timestamptz, p_why text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m organisations_partnermember; ends timestamptz := greatest(coalesce(p_until, now()), now()); begin
  select * into strict m from organisations_partnermember where id = p_member for update;
  perform organisations_require_partner(m.organisation_id);
  if m.ends_at is not null and m.ends_at <= now() then
    raise exception 'this membership has ended already' using errcode = 'no_data_found';
  end if;
  update organisations_partnermember set ends_at = ends, ended_why = left(p_why, 200) where id = p_member;
  perform access.end_outsider(m.actor_id, ends, 'membership ended');
end $$;

-- The service and an organisation part: its people sign in no more, and reach nobody.
create function organisations_close_partner(p_organisation bigint, p_why text) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m bigint; n int := 0; begin
  perform access.require('organisations.manage_partners');
  update organisations_partnerorganisation set is_active = false where id = p_organisation;
  for m in select id from organisations_partnermember where organisation_id = p_organisation and (ends_at is null or ends_at > now()) order by id loop
    perform organisations_end_member(m, null, p_why);
    n := n + 1;
  end loop;
  return n;
end $$;
