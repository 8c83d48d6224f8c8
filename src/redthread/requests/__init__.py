"""What a client asks the service to decide, and how the service keeps its promise.

A **request** is handed in under a **type** of the establishment's catalogue and carries a **promise**: the
date by which an answer with grounds and a next step is given. Late promises escalate; every answer can be
questioned.
"""
