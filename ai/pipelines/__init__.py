"""The work of AI's jobs: generation with models that come and go, and what is answered in words."""
