"""Pages of progress: what is reported, the form of a report, decisions, the board."""
