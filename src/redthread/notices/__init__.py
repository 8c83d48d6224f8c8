"""Notices: "something waits for you", sent outside the house with nothing personal in them.

Three words: a *notice* tells an address that something waits, never what; its *outbox* keeps it until a
mail server took it, with tries and a dead letter; a *port* sends it (``edges/mail``).
"""
