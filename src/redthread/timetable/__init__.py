"""One timetable for people, rooms and devices: who must be where, when, and what gives way to what.

Main words: *booking* (somebody or something is taken for a time, whoever asked for it), *clash* (a person is
booked twice; rooms and devices cannot be) and *series* (bookings that repeat by one rule).
"""
