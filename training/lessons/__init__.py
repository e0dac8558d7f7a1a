"""上课: who was there, by the teacher's screen, by a code scanned or by workbook; lessons moved and made up."""
