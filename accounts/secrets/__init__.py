"""Secrets at rest: the ring of keys, the column that uses it, and the change to a newer key."""
