drop schema messages cascade;
delete from access.actor where kind = 'system' and name = 'messages';
