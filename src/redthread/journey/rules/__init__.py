"""The rules of a course: when something is due, where somebody is, what follows. Plain Python."""
