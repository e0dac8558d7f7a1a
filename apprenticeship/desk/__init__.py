"""What the district and the city answer about plans."""
