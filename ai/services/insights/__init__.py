"""What a film is about, which moments of it are the best, what is to be seen, and a voice that tells it."""
