"""疑点: what auditors have found in paid classes elsewhere, looked for in ours before they are paid.

Each suspicion only brings a person to look: nothing here refuses anybody or takes a fen off. What each is, which
finding it would have caught and by which figures it goes is declared in `training.suspicions.declared`.
"""
