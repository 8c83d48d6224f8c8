"""Rules of custody: plain Python, one file or package a subject."""
