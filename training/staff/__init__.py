"""Teachers and rooms of an institution."""
