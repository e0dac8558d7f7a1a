"""更正申请: a person says that what a register tells of them is wrong, and a steward answers."""
