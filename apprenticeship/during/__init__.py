"""While a plan is held: hours that were taught, pauses, who stops."""
