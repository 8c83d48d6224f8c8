"""What the house reaches out to: engines and machines outside its own walls.

An edge knows no domain and no Django; :mod:`redthread.project` connects it to the doors. Whatever could be
taken over or taken down by what it is fed (an image, a text) runs in a confined process of its own
(:mod:`.sandbox`).
"""
