"""Forms for editors of the Roadmap."""
