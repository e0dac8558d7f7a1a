"""培养计划: drafted by the enterprise, agreed to by the school, filed with the district."""
