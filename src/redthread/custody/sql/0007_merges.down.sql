drop function custody_unsettle_merge, custody_settle_merge, custody_name_pairs_twice, custody_count_twice, custody_pairs_twice, custody_restrictions_twice;
drop table custody_settled;
drop function custody_place_by_stays(bigint);
