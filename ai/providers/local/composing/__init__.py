"""Makes music and sounds out of arithmetic."""
