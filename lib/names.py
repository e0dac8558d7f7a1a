"""People's names as they are compared: however they were typed, the same name is the same text."""

import re
import unicodedata

_DOTS = str.maketrans(dict.fromkeys("•‧・･．.∙⋅", "·"))


def plain(text: str) -> str:
    """Full-width letters as plain ones, no spaces between Chinese signs, one kind of dot: 买买提·艾力; ANNA LI."""
    words = unicodedata.normalize("NFKC", text).translate(_DOTS).upper().split()
    return re.sub(r"(?<![A-Z]) | (?![A-Z])", "", " ".join(words))


def same(one: str, other: str) -> bool:
    return plain(one) == plain(other)
