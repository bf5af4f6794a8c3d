"""Writes about people and the organisation: one file per thing written, each with its history in one transaction."""
