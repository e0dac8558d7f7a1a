"""我的申请: what an applicant sees of what was asked for, and does about it; for who entered it at a counter too."""
