"""The conventions of the API, wired once for every app: errors, pages, names, request ids, the schema."""
