"""Messages: threads between a client and everybody they may write to.

Three words: a *conversation* is a thread between a client and one addressee (a unit, a role, a named
person, a partner, a relative, a privileged correspondent); a *message* in it is held, delivered, seen or
blocked; a *review* is a look before or after delivery, with a clock, and itself in the thread.
"""
