"""What people type, checked and cleaned before an action writes it."""
