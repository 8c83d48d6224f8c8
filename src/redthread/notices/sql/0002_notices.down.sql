drop function notices_state, notices_tell;
drop policy rt_owner_all on notices_notice;
drop policy rt_read on notices_notice;
drop policy rt_update on notices_notice;
drop policy rt_delete on notices_notice;
alter table notices_notice no force row level security, disable row level security;
revoke all on notices_notice from rt_web;
delete from access.actor where kind = 'system' and name = 'notices';
