"""单位入驻: how an organisation comes in. A person registers it, a steward verifies it, then it has its manager."""
