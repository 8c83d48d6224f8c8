"""What other modules use of journey."""

__all__: list[str] = []
