"""Where hostile files are opened: `outside` starts a process of its own, `inside` is its other end.

The modules that run in there import nothing heavy and nothing of ours but `inside`: they start in 50 ms.
"""
