"""The rules of messages: plain Python."""
