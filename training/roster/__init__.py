"""名册: who is in a class, by a workbook there and back, or one by one."""
