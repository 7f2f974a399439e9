"""What belongs to one person: their account, their API tokens, and answers stored for their requests."""
