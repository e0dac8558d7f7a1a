"""变更: another school or another level for a whole plan, with the word of all sides and of the district."""
