"""Smart cuts: a child process copies what it can of a film, encodes only the edges, and proves the result."""
