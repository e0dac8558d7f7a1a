"""报名: classes the public may join, and the classes in one's own name."""
