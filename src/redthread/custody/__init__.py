"""Where somebody is held, now and before.

Main words: *stay* (a client in a room for a period, never two at once), *move* (within an establishment)
and *transfer* (to another one).
"""
