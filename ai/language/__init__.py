"""What is known of languages: which one a text is in, where its sentences end, what it is about."""
