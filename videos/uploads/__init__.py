"""Resumable uploads, tus 1.0: what is said (protocol), where bytes lie (store), whose turn it is (turns)."""
