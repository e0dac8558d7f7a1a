"""说法不一致和变更: what one party says of a record, what the other answers, what the city decides."""
