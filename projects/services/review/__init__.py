"""What people say of a film: links for guests, comments, and who is there."""
