"""The Roadmap's pictures, drawn by those of the map."""
