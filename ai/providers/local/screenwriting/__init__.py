"""Writes short films without a model: from what is known of places, people and a few explained subjects."""
