"""Writes to the estate: one file for what is written."""
