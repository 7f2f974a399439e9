"""Loads the reference files of the Roadmap."""
