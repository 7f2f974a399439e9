"""The OpenAPI description of what staff write in the Roadmap by token."""
