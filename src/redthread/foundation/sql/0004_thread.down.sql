drop function access.actor_names, access.is_contact;
drop schema thread cascade;
