"""A workbook on its way in: what is found, what would be done, the marked workbook back."""
