"""追回 at the desk: asked for by the city, agreed to and registered by finance."""
