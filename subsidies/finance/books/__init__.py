"""The books at finance's desk: one line explained, appropriations, books against bank."""
