"""抽查: the pages of looks without notice."""
