"""Progress of commitments: when it is due, how they stand, the board, the timeline, lateness."""
