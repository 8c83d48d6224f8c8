"""A client's money: a double-entry ledger that cannot lose, make or overdraw a single öre.

Three words: an *account* holds money of one client or of one establishment; a *transfer* moves money once and
for a reason; its *postings* say from which accounts to which, and always sum to zero.
"""
