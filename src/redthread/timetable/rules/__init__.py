"""Slots, series, clashes and what a person event does to a booking: plain Python."""
