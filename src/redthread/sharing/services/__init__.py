"""Writes to reach: roles, partners, consent, disclosures, handovers."""
