"""Who may know what about whom, and why.

Main words: *information class* (the unit of reading), *role* (classes and permissions with a reason a lawyer
can read), *reach* (a role in a scope, or one client through broken glass).
"""
