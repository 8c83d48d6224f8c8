"""Reads of the estate."""
