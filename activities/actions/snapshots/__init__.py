"""Dated snapshots of all public facts: written once, published by a row, deleted when they are old (docs/adr/0023)."""
