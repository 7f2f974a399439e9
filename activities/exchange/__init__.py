"""Formats in and out. Readers and writers here never touch the database."""
