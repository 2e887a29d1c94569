"""What is said in a film: written down, read, changed by hand, translated, and cut by."""
