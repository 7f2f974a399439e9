"""Linked data over HTTP: lasting addresses, documents in JSON-LD and Turtle, and our own vocabulary."""
