drop trigger request_end_identity on requests_clientrequest;
drop policy rt_read_left_behind on requests_clientrequest;
drop policy rt_update_left_behind on requests_clientrequest;
drop policy rt_read_left_behind on requests_requestmessage;
drop policy rt_insert_left_behind on requests_requestmessage;
drop policy rt_read_left_behind on requests_requestattachment;
drop policy rt_read_left_behind on requests_secondreading;
drop policy rt_insert_left_behind on requests_secondreading;
drop policy rt_update on requests_secondreading;
drop policy rt_insert on requests_groundtemplate;
drop policy rt_update on requests_groundtemplate;
revoke insert, update on requests_groundtemplate from rt_web;
drop schema requests cascade;
delete from access.actor where kind = 'system' and name = 'requests'
  and not exists (select 1 from thread.entry e where e.actor_id = access.actor.id);
