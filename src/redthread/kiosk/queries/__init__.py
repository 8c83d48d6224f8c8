"""Reads of the kiosk: the shop as a client sees it, and what staff pack and maintain."""
