"""How the events of journey are told."""
