"""Webhooks: events made from Changes, signed and sent to other people's systems."""
