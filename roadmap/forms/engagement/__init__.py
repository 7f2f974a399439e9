"""Forms of engagement: the calendar, registers, countries, next steps."""
