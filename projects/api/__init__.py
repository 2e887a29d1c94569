"""Endpoints of projects, by subject."""
