drop function custody_place_by_stays(bigint);
