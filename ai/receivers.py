"""What the AI does when something below it happens."""
