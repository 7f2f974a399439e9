"""A person's own account: sign-in, personal data, e-mails, tokens and webhooks."""
