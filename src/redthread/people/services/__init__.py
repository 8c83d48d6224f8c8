"""Writes of people, one file an aggregate; other modules call them through public.py."""
