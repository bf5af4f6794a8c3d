"""Writes about obligations, rhythms and the division of work."""
