drop index room_as_typed;
drop function custody_search, custody_room_key, custody_begin_stay, custody_occupancy;
