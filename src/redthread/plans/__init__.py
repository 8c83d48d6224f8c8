"""Plans: the one plan of a course, which everybody at the table writes their own part of.

Three words: a *goal* stands in a life area; an *action* is owned by one organisation, and only the owner
writes it; a *version* is the plan as it stood when something changed, with the client's own words.
"""
