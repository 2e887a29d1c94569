"""The platform's own commands of manage.py."""
