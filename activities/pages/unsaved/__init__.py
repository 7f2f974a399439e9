"""Forms that were sent and not saved: no turn, a conflict, an ended session; and the drafts that browsers store."""
