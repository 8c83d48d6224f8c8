"""Writes of notices: telling, sending, and looking after dead letters."""
