"""AI jobs: providers, models, chat, transcripts, generation. Not built yet: its addresses answer 501."""
