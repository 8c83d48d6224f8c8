"""The partner door: the municipality, the employment service, the lawyer, the court."""
