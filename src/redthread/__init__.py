"""Redthread: one thread through a person's course, from remand to the end of supervision."""
