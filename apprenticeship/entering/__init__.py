"""Who learns in a plan: entered by either party, confirmed by both."""
