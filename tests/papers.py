"""What tests of papers need: the fonts, and a reader of PDFs. Missing, they are skipped aloud; in CI they fail."""

import os
import shutil
import subprocess

import pytest

from lib.pdf import Fonts

KAI, RARE = "LXGWWenKai-Regular.ttf", "BabelStoneHan.ttf"


def needs(*fonts: str, reader: bool = False) -> None:
    """The fonts by their files; ``reader``: poppler."""
    there = Fonts().names
    lost = [font for font in fonts if font not in there] + ["pdftotext"] * (reader and not shutil.which("pdftotext"))
    if lost and os.environ.get("CI") == "true":
        pytest.fail(f"CI must have {', '.join(lost)} (.ci/run says from where)")
    if lost:
        pytest.skip(f"this machine has no {', '.join(lost)}")


def text_of(pdf: bytes) -> str:
    """What a reader copies out of it, without blanks."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def fonts_of(pdf: bytes) -> list[list[str]]:
    """Name, type, encoding and whether embedded, of each font in it."""
    done = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True)
    return [line.split() for line in done.stdout.decode().splitlines()[2:]]
