"""What a person can ask of projects."""
