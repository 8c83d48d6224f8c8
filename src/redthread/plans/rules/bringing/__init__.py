"""Reading a plan that a municipality brings in, whatever program wrote it."""
