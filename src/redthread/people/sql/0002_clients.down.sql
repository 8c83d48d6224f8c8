drop function people_choose_language, people_create_client, people_search_key;
drop index client_search;
drop sequence people_client_id_seq;
