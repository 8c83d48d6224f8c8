-- An address is told that something waits in one of a few fixed sentences, so nothing can be said by it. Nobody who acts calls for a
-- mail: functions do that know their reason and look the address up (sharing_tell_of, access.tell_invited, messages.announce), and the
-- sign-in, which sends codes to people who are not in yet.
-- Who reads the outbox is the job that sends, and those who look after what could not be delivered.
insert into access.actor (kind, name, permissions) values ('system', 'notices', '{notices.manage}');

alter table notices_notice enable row level security, force row level security;
create policy rt_owner_all on notices_notice to rt_owner using (true) with check (true);
create policy rt_read on notices_notice for select to rt_web using ((select access.may('notices.manage')));
create policy rt_update on notices_notice for update to rt_web
  using ((select access.may('notices.manage'))) with check ((select access.may('notices.manage')));
create policy rt_delete on notices_notice for delete to rt_web using ((select access.actor_kind()) = 'system');
grant select, update, delete on notices_notice to rt_web;

create function notices_tell(p_id uuid, p_address text, p_language text, p_door text, p_kind text, p_about text, p_secret text,
    p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.notices_notice (id, address, language, door, kind, about, secret, created_at, next_try_at, tries, error)
  values (p_id, p_address, p_language, p_door, p_kind, p_about, p_secret, p_at, p_at, 0, '') on conflict do nothing;
  return found;
end $$;

-- How what was told stands, for those who told it: an outbox of others is not to be read by trying numbers, so only the state.
create function notices_state(p_about text[]) returns table (about text, sent_at timestamptz, failed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if access.actor_kind() not in ('staff', 'system') then raise exception 'not a matter of this door' using errcode = '42501'; end if;
  return query select distinct on (n.about) n.about::text, n.sent_at, n.failed_at from public.notices_notice n
    where n.about = any (p_about) order by n.about, n.created_at desc;
end $$;

revoke all on function notices_tell(uuid, text, text, text, text, text, text, timestamptz), notices_state(text[]) from public;
grant execute on function notices_tell(uuid, text, text, text, text, text, text, timestamptz) to rt_signin;
grant execute on function notices_state(text[]) to rt_web;
