"""The Roadmap's pictures, drawn with activities.pictures."""
