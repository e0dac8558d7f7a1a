"""Chinese words as a keyboard types them. Computed when a word is stored, never while somebody searches."""

import unicodedata

from pypinyin import lazy_pinyin, load_phrases_dict

# Readings the library gets wrong in the names of trades.
load_phrases_dict(
    {
        "调酒": [["tiáo"], ["jiǔ"]],
        "调饮": [["tiáo"], ["yǐn"]],
        "调香": [["tiáo"], ["xiāng"]],
        "调律": [["tiáo"], ["lǜ"]],
        "调试": [["tiáo"], ["shì"]],
        "薄膜": [["bó"], ["mó"]],
    }
)


def plain(text: str) -> str:
    """One spelling for comparing: full-width forms made plain, lower case, every dash a hyphen."""
    text = unicodedata.normalize("NFKC", text).lower()
    return text.translate({ord(dash): "-" for dash in "‐‑‒–—―−"}).strip()


def spell(text: str) -> tuple[str, str]:
    """Pinyin without tones, and initials: 养老护理员 → ("yang lao hu li yuan", "ylhly")."""
    syllables = " ".join(lazy_pinyin(plain(text), errors=_letters)).split()
    return " ".join(syllables), "".join(syllable[0] for syllable in syllables)


def _letters(run: str) -> str:
    """Latin letters and digits stay as they are (AI训练师 → ai xun lian shi); signs fall away."""
    return "".join(sign if sign.isalnum() else " " for sign in run)
