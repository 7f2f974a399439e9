"""Editions of registers of commitments: what they contain, and how two of them differ."""
