"""What typing, Excel and copying do to a cell, put right: blanks, full-width signs, stray marks."""

import re

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width ASCII to ASCII
_BLANKS = dict.fromkeys([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, *range(0x2000, 0x200B), 0x2028, 0x2029], " ") | {
    0x202F: " ",
    0x205F: " ",
    0x3000: " ",
}
_UNSEEN = dict.fromkeys(
    [0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
    + [code for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in _BLANKS]
)
_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･"), "·")  # the dot in 阿·示例 has many look-alikes
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−﹣"), "-")
_LETTERS = {code: sign for code, sign in _WIDE.items() if chr(sign).isalnum()}
_TEXT = {**_LETTERS, **_BLANKS, **_UNSEEN, **_DOTS}
_PLAIN = {**_WIDE, **_BLANKS, **_UNSEEN, **_DASHES}

# Nothing to put right in a text made of these alone; most are.
_CLEAN = re.compile(r"[!-~\u4e00-\u9fff（），。、；：·\-]*")
_QUOTED = re.compile(r'="([^"]*)"', re.S)  # how careful exporters keep Excel from reckoning with a number
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff]) +(?=[\u3400-\u9fff\U00020000-\U0003ffff])")
_GAPS = re.compile(r" {2,}")
_LEAD = "'＇"


def tidy(text: str) -> str:
    """Text as it was meant: outer blanks, doubled blanks, blanks between Chinese characters and unseen signs gone;
    full-width digits and letters and the dot in a name made usual; Excel's leading apostrophe gone."""
    if _CLEAN.fullmatch(text) and text[:1] not in ("'", "="):
        return text
    text = _unquoted(text.translate(_TEXT))
    return _GAPS.sub(" ", _HAN_GAP.sub("", text)).strip()


def plain(text: str) -> str:
    """A code as it was meant: every blank gone, every full-width sign made usual, capitals."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return _unquoted(text.translate(_PLAIN)).replace(" ", "").upper()


def _unquoted(text: str) -> str:
    text = text.strip()
    if quoted := _QUOTED.fullmatch(text):
        text = quoted[1].strip()
    return text.lstrip(_LEAD).lstrip()
