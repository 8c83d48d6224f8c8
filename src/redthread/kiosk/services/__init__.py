"""Writes of the kiosk: orders, and what staff maintain."""
