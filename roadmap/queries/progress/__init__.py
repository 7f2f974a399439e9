"""Progress of commitments: due dates, status, the board, the timeline, lateness."""
