drop function people_id_by_number;
