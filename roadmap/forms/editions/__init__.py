"""Forms of editions, their sections and commitments."""
