"""月度结算单: the statement of a month, over all classes of an institution."""
