"""Jurisdiction packs: what a country's law and habit say, as data with source and date, and its calendar.

Three words: a *pack* is one folder under ``packs/``; its *basis* says how sure we are of a value (read in the
law, told by another source, or our own default); a *calendar* counts the working days of an establishment.
Plain Python: no Django, no database, no clock.
"""
