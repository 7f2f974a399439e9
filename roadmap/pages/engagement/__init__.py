"""Pages of engagement: calendar, HLPF sessions, mechanisms, reviews, Cooperation Frameworks, inputs, materials."""
