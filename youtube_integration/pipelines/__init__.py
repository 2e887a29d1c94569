"""The work of the jobs around YouTube."""
