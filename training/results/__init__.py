"""结业: the final exam, by screen or by workbook, and the completion certificates that a class issues on it."""
