"""The engine, plain Python: read a definition, find contradictions, evaluate answers, walk the steps."""
