"""Drives a running platform from outside, over HTTP and WebSocket, knowing nothing of Django."""
