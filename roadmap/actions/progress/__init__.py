"""Report on commitments, accept what is reported, and ask for reports."""
