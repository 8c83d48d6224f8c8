"""Hostile hands at every door."""
