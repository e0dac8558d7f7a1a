"""A scratch app for Wagtail's own search, in the private database of benchmarks/search.py alone."""

import re


def cut(text: str) -> str:
    """养老院 → 养老 老院; what is no Chinese stays as it is."""
    pieces: list[str] = []
    for run in text.split():
        if re.search("[㐀-鿿]", run):
            pieces += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
        else:
            pieces.append(run)
    return " ".join(dict.fromkeys(pieces))
