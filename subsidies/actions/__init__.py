"""What is done to claims: each a verb in one transaction with its own event, or `lib.refused.Refused` in words."""
