"""Reads of requests: the client's own, the staff's queue and single requests, the catalogue, the measures."""
