"""Writes about talks: planning them, the three forms of each, signing."""
