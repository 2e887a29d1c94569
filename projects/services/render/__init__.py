"""Timelines as films: previews, single frames, and the parts that workers make."""
