drop function sharing_tell_of, sharing_whom_at, sharing_deliver_waiting, sharing_replay_handover, sharing_escalate, sharing_step_handover, sharing_create_handover,
  sharing_dead_letter;
