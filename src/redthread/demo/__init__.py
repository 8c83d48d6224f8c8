"""The demonstration service: real places, invented people, a year of requests, made with a seed.

Main words: *scale* (how much of it), *cast* (the people one can sign in as) and *chain* (thread entries
hashed as the database would hash them). Rows go in by COPY as the owner; the thread verifies afterwards.
"""

from redthread.demo.public import load, loaded_scale, people

__all__ = ["load", "loaded_scale", "people"]
