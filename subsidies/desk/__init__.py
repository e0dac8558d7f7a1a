"""The desk where cases are reviewed: the queue, the case, what is done to it, what the city does beside."""
