"""The pages that add, edit, withdraw and restore a row of a register. docs/architecture.md says how to add one."""
