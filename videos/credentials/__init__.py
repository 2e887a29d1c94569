"""Content credentials (C2PA): a signed note in a file of what was done to it, and what of it AI has made."""
