"""The steward's desk for registrations: what was said beside what the register knows, then yes or no."""
