"""The only place that talks to Google; free of Django."""
