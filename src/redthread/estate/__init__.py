"""The buildings: establishments, their units and rooms.

Main words: *establishment* (a prison, remand prison or probation office), *unit* (a house, landing or
ward) and *room* (where somebody lives, with its capacity).
"""
