"""The bank's answers at finance's desk, and the payments that did not arrive."""
