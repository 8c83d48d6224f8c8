drop schema timetable cascade;
