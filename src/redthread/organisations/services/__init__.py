"""Writes to departments, staff and partner organisations."""
