"""Forms of the mapping between Strategic Plans, and of operational plans."""
