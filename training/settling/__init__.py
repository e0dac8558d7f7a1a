"""结算: what a class is paid for its trainees, from the facts of the registers to the case the spine carries."""
