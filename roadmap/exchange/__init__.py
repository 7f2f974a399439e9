"""File formats, read and written. No database writes."""
