"""/roadmap/task-force/: members, meetings and follow-ups of the WSIS/SDG Task Force."""
