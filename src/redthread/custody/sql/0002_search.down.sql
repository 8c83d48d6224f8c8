drop function custody_search, custody_begin_stay, custody_occupancy;
