"""What a person can ask of YouTube."""
