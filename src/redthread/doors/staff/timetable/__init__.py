"""The timetable at the staff door: weeks and days, booking, moving, series, lists to print, feeds."""
