"""Claiming 个人技能提升补贴: certificate, known facts, account, one question a page; the same at a counter."""
