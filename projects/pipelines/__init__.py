"""The work of jobs of projects."""
