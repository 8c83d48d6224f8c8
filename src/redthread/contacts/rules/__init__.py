"""What can be said of contacts without a database."""
