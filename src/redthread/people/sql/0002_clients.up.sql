create sequence people_client_id_seq owned by people_client.id;

-- One spelling for searching: no accents, no case.
create function people_search_key(given text, family text, number text) returns text
language sql stable parallel safe set search_path = pg_catalog, public, pg_temp as $$
  select lower(public.unaccent(concat_ws(' ', given, family, number))) $$;

create index client_search on people_client using gin (search_key gin_trgm_ops);

-- A client cannot be in anybody's reach before there is one: made by a function that asks for the permission.
create function people_create_client(p_number text, p_given text, p_family text, p_born date, p_gender text, p_language text, p_at timestamptz)
returns bigint language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare new_id bigint; begin
  perform access.require('people.create');
  new_id := nextval('people_client_id_seq');
  insert into people_client (id, number, given_name, family_name, born_on, gender, language, search_key, created_at)
  values (new_id, p_number, p_given, p_family, p_born, p_gender, p_language, people_search_key(p_given, p_family, p_number), p_at);
  insert into access.actor (kind, name, language, client_id) values ('client', p_given || ' ' || p_family, p_language, new_id);
  return new_id;
end $$;

create function people_choose_language(p_language text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update people_client set language = left(p_language, 8) where id = access.client_id();
  perform access.set_language(p_language);
end $$;
