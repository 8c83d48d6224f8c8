"""How the events of contacts are told."""
