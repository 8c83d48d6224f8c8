drop function custody_turn_status(uuid, bigint, text, text[], timestamptz);
drop trigger custody_keep_sentence on custody_sentence;
drop function custody_keep_sentence();
drop trigger custody_keep_status on custody_legalstatus;
drop function custody_keep_status();
