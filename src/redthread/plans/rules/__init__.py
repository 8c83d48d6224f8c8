"""The rules of plans: no database, no clock, no Django."""
