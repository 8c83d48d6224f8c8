"""Who comes in: HTTP lives here and nowhere below. One package a door, one file a module inside it."""
