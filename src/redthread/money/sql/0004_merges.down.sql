drop function money.earlier_statement(bigint);
drop function money.has_money_to_merge(bigint);
drop function money.merge_accounts(bigint, bigint, bigint, boolean, timestamptz);
