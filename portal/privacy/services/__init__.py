"""Writes about agreements, openings, corrections, holds, terms, purposes and exports."""
