drop function money.has_money(bigint);
