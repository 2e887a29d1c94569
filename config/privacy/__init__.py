"""What of a person lies anywhere on the platform: how they take it with them, and how it is forgotten.

Only here, above every app, can be known what all of them hold; the one table is in `subjects`.
"""
