"""Journey: the phases of a course, the guides for each, and the tasks with owners and clocks.

Three words: a *guide* is the versioned list of what is to be done in a phase (from the packs); a *task* is
one of its lines in the course of one client, with an owner, a clock and an end; a *phase* is where the
client is.
"""
