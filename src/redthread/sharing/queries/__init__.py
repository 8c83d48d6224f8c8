"""Reads of reach, of the log of looks, and of what partners may know."""
