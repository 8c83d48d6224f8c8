drop function access.actor_names;
drop schema thread cascade;
