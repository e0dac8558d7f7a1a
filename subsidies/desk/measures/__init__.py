"""What the city does beside deciding: restrictions, single checks let pass, cover for who is away."""
