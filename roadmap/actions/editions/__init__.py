"""Editions of registers of commitments: how their parts are edited, copied, published and loaded."""
