"""Pages of editions: read, edit, publish, compare."""
