"""The office of the staff door: everything that is set up without a developer, the measures, and the logbook.

Each change shows beforehand what it does, and stands in a history afterwards.
The texts of these pages live here.
"""
