"""Guides at the staff door: what is mine to do, and one client's course with the guide beside each step."""
