"""Composition: settings, addresses, servers, health, the API's conventions, one machine's platform."""
