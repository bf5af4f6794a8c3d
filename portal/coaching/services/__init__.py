"""Writes of coaching."""
