"""企业导师和院校教师: who teaches for either party."""
