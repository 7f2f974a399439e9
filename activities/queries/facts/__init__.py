"""The facts that are published: each resource is defined once, with its columns and where they come from."""
