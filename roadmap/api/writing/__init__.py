"""What staff write in the Roadmap by token: rows of its registers, and reports on commitments."""
