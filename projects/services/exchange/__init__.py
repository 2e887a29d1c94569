"""Timelines from and for other programs."""
