"""What everything stands on: who acts, what time it is, what was done, and who may see it.

Main words: *actor* (who acts, resolved from a session by the database), *thread* (the append-only,
hash-chained log of a client) and *information class* (the unit in which reading is allowed).
"""
