drop function requests.ready_for_merge(bigint);
