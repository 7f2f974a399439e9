"""Formats in and out. No database writes."""
