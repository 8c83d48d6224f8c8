"""What other modules use of plans."""

__all__: list[str] = []
