"""Writes of sign-in: one file for each sort of thing that is proved, given or ended."""
