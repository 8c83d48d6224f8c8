drop function custody_free_rooms, custody_room_counts;
drop trigger room_is_lived_in on estate_room;
drop trigger stay_fits on custody_stay;
drop function custody_room_is_lived_in, custody_stay_fits, custody_room_state, custody_unit_is_closed, custody_peak;
drop index stay_by_room;
