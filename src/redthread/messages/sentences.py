"""How the events of messages are told."""
