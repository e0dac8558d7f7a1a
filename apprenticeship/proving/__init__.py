"""授课凭证: what proves that a lesson was held."""
