"""What belongs to one person: data, e-mails, tokens, webhooks, and the second step at sign-in."""
