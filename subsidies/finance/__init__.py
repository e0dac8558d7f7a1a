"""Finance's desk: batches, the bank's answers, failures, recoveries, the books. The city and the auditor read."""
