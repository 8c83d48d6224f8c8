"""How many people a room may hold, and where rooms lie on a plan."""
