"""How the events of plans are told."""
