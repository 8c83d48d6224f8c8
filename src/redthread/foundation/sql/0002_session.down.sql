drop function access.end_sessions_of, access.list_sessions, access.end_session, access.open_session, access.list_looks, access.log_look,
  access.focus_on, access.begin_job, access.begin, access.enter, access.masks_for, access.own_write, access.own_read;
drop type access.context;
