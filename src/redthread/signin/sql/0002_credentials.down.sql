drop function access.own_failed_attempts, access.device_secret, access.revoke_device, access.announce_device, access.set_staff_key,
  access.set_client_key;
drop table access.half_session, access.device_key, access.attempt, access.login_name, access.credential;
