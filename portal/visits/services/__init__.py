"""Writes about contacts, their reports, and what is followed up: one file per subject."""
