"""Filters of the Roadmap's resources in the API."""
