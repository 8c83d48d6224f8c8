"""What other modules use of notices."""

__all__: list[str] = []
