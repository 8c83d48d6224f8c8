drop function access.sign_out_client(bigint, text);
