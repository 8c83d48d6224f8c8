"""What other modules use of messages."""

__all__: list[str] = []
