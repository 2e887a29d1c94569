"""How projects and what is in them are told to clients, by subject."""
