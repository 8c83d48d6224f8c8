"""The family door: approved relatives and friends."""
