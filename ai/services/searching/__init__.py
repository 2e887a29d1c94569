"""Any moment of any film, found by what is said, seen or written in it."""
