"""What other modules use of contacts."""

__all__: list[str] = []
