"""The steward's desk for correction requests: both sides, the answer, and what it changed."""
