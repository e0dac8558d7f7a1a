"""The code on the wall: signed, of one lesson, worth nothing after some seconds, drawn as plain rectangles.

A photo of it sent to somebody at home is of no use: it has to be opened within `GOOD_FOR` of its making. Whoever has
opened it in time may take some minutes to sign in.
"""

from datetime import timedelta

import segno
from django.core import signing

SALT = "training.lessons.code"
EVERY = 15  # seconds after which the picture is another
GOOD_FOR = timedelta(seconds=40)
PASS_FOR = timedelta(minutes=10)


def make(session: int) -> str:
    """A token for a lesson, as of now."""
    return signing.TimestampSigner(salt=SALT).sign(str(session))


def read(token: str) -> int | None:
    """The lesson a token is of; None where it is too old, or none of ours."""
    try:
        return int(signing.TimestampSigner(salt=SALT).unsign(token, max_age=GOOD_FOR))
    except (signing.BadSignature, ValueError):
        return None


def picture(text: str) -> str:
    """A QR code as SVG, to stand in a page: no script, no style, no picture from elsewhere."""
    code = segno.make_qr(text, error="m")
    return str(code.svg_inline(scale=8, border=2, omitsize=True, svgclass="qr", lineclass=None))
