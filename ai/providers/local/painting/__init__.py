"""Draws pictures and films from words: scenery in layers, a camera that moves over it, and weather."""
