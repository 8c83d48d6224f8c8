drop function access.note_sign_in, access.close_sessions, access.enrol_device, access.find_device, access.own_failed_attempts,
  access.device_secret, access.is_fresh, access.list_sessions_of, access.list_wrong_tries_by_client,
  access.list_wrong_tries_by_device, access.revoke_device, access.announce_device, access.require_device,
  access.set_staff_key, access.set_client_key, access.tell_invited, access.invite;
drop index access.session_device;
drop table access.proof, access.half_session, access.invitation, access.device_key, access.attempt, access.login_name, access.credential;
