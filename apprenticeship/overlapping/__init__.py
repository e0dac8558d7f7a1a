"""时间重叠: one person in two plans at once, and which of the two records ends."""
