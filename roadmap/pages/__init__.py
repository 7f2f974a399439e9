"""Pages of the Roadmap: parse, read, render."""
