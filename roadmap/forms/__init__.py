"""What editors of the Roadmap type."""
