"""The people whom the service is responsible for.

Main words: *client* (a person at any stage, from remand to the end of supervision), *number* (the
service's own number of a client, kept for life) and *language* (the one the client reads).
"""
