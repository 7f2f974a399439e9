"""Reads of the Strategic Plans, of the mapping between them, and of operational plans."""
