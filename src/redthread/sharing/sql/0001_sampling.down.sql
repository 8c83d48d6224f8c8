drop function access.list_glass, access.sample_looks;
