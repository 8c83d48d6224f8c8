drop function messages.after_unmerge(bigint), messages.ready_for_merge(bigint, timestamptz), messages.bar(bigint, bigint, timestamptz),
  messages.end_kinds(bigint, text[], bigint, text, timestamptz), messages.keep_teachers(bigint), messages.follow(bigint, bigint, bigint),
  messages.open_kinds(bigint, bigint), messages.require_mover(bigint), messages.destroy_copies(timestamptz),
  messages.late_reviews(timestamptz), messages.note_late(uuid, text, timestamptz, timestamptz), messages.told_late(timestamptz),
  messages.forget(text, int, int, int, timestamptz), messages.keeping_of(bigint), messages.course(bigint), messages.decide(uuid, boolean, text, timestamptz),
  messages.look_at_attachment(uuid, timestamptz), messages.look(uuid, timestamptz),
  messages.review_queue(bigint, int), messages.require_reviewer(bigint);
