"""Make a film from a sentence, and change it part by part."""
