"""Make a project of another one: duplicates, templates, variants."""
