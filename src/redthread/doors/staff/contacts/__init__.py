"""Contacts at the staff door: whom a client may reach, who is barred, and the registry of verified people."""
