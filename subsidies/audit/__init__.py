"""The auditor's desk: reads everything, changes nothing. A payment made again, a case as of a day, an export."""
