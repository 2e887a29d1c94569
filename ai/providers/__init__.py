"""One vendor a module: what the platform asks of it, and how it asks."""
