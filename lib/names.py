"""People's names as they are compared: however they were typed, the same name is the same text."""

import re
import unicodedata
from collections.abc import Iterable

_DOTS = str.maketrans(dict.fromkeys("•‧・･．.∙⋅", "·"))


def plain(text: str) -> str:
    """Full-width letters as plain ones, no spaces between Chinese signs, one kind of dot: 买买提·艾力; ANNA LI."""
    words = unicodedata.normalize("NFKC", text).translate(_DOTS).upper().split()
    return re.sub(r"(?<![A-Z]) | (?![A-Z])", "", " ".join(words))


def same(one: str, other: str) -> bool:
    return plain(one) == plain(other)


def any_in(text: str, names: Iterable[str]) -> bool:
    """Does one of these names stand in a text?"""
    words = plain(text)
    return any(name and plain(name) in words for name in names)
