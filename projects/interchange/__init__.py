"""Timelines of other programs: written and read. Knows no database."""
