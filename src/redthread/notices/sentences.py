"""How the events of notices are told."""
