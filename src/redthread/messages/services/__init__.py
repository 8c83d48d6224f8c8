"""What is done with messages."""
