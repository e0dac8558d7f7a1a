"""预拨和结算: what a plan is paid for its apprentices, in advance and at its end."""
