drop policy house_accounts_are_known on public.money_account;
drop trigger money_posting_sums_to_zero on public.money_posting;
drop trigger money_transfer_sums_to_zero on public.money_transfer;
drop trigger money_posting_is_immutable on public.money_posting;
drop trigger money_transfer_is_immutable on public.money_transfer;
drop schema money cascade;
