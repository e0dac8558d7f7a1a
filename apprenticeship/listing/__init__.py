"""The apprentices of a plan as a workbook there and back: what by hand is one page for each, for all at once."""
