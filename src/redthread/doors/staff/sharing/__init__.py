"""Partners at the staff door: what they may know of somebody, what was handed to them, and who they are."""
