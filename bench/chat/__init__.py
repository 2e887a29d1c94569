"""Plain editing requests, and whether the local planner plans them right: `python -m bench.chat`."""
