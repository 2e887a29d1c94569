"""The platform on one machine: real PostgreSQL and Valkey from wheels, and a supervisor for the rest."""
