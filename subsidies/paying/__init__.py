"""From what is approved to what has arrived: what is owed, the gates, batches, the bank's answers."""
