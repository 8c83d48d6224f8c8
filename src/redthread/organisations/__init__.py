"""Who works for the service, and in which department.

Main words: *staff member* (a person who works here, and their actor), *department* (answers a kind of
matter at one establishment).
"""
