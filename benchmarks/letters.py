"""How fast decision letters are set in type, and how much their seal adds.

    python -m benchmarks.letters [--rows N] [--no-install]

The peer sets the same letters in the same run: WeasyPrint, in an environment of its own. Where a letter says other
words than its peer's there are no figures. What each figure means: benchmarks/README.md.
"""

import argparse
import os
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from benchmarks import letters_cases, letters_html  # noqa: E402 (models want the apps)
from benchmarks.measure import ROOT, Goal, Peer, environment, figure, say  # noqa: E402
from lib.pdf import Fonts  # noqa: E402
from lib.seal import Seal, made_here  # noqa: E402
from subsidies.letters import papers, sealing  # noqa: E402

AT_ONCE = 10  # letters set by each in turn, so that both meet the machine in the same moods
A_SECOND = 150  # letters, the goal of one core
SEALED = 20
WEASYPRINT = "WeasyPrint"


def main() -> None:
    told = parse()
    fonts = sealing.fonts()
    say(f"making {told.rows:,} letters; fonts: {', '.join(fonts.names) or 'none found'}")
    cases = letters_cases.letters(told.rows)
    with TemporaryDirectory() as name:
        folder = Path(name)
        peer = weasyprint(cases, folder, told.install)
        ours, theirs, made = in_turn(cases, fonts, peer)
        if peer is not None:
            peer.close()
            agree(made, folder)
        each = 1000 * median(ours)
        peer_value = 1000 * median(theirs) if theirs else None
        figure("a decision letter, set in type", each, "ms", peer=WEASYPRINT, peer_value=peer_value,
               goal=Goal("ratio", 5))  # fmt: skip
        figure(f"a decision letter, for {A_SECOND} a second", each, "ms", goal=Goal("value", 1000 / A_SECOND))
        figure("decision letters a second", 1000 / each, "letters/s")
        figure("a letter's size", sum(map(len, made)) / len(made) / 1024, "kB")
        figure("a letter's seal, in addition", 1000 * seal(made, made_here(folder / "seal.p12", datetime.now(UTC))),
               "ms")  # fmt: skip


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300, metavar="N", help="letters; the goals are for 300")
    parser.add_argument(
        "--no-install", dest="install", action="store_false", help="WeasyPrint only if its environment is there"
    )
    return parser.parse_args()


def weasyprint(cases: list[letters_cases.Case], folder: Path, install: bool) -> Peer | None:
    """The peer, ready to set the letters; None where it could not be had."""
    interpreter = environment("bench-weasyprint", ROOT / "benchmarks" / "requirements-weasyprint.lock", install)
    if interpreter is None:
        return None
    (folder / "letter.css").write_text(letters_html.CSS, encoding="utf-8")
    for nth, case in enumerate(cases):
        (folder / f"{nth}.html").write_text(letters_html.letter(*case), encoding="utf-8")
    return Peer(interpreter, "benchmarks/letters_weasyprint.py", folder)


def in_turn(
    cases: list[letters_cases.Case], fonts: Fonts, peer: Peer | None
) -> tuple[list[float], list[float], list[bytes]]:
    """Processor's seconds a letter, ours and theirs, of each few letters; and ours as they are.

    The first few are set twice, and counted the second time: fonts are opened once in a process's life.
    """
    ours: list[float] = []
    theirs: list[float] = []
    made: list[bytes] = []
    say("setting them in type" + ("" if peer is None else ", in turn with WeasyPrint"))
    for start in range(0, len(cases), AT_ONCE):
        part = cases[start : start + AT_ONCE]
        for warm in (True, False) if not start else (False,):
            begun = time.process_time()
            set_now = [papers.OF_A_CASE[kind](fonts, told, standing).content for kind, told, standing in part]
            taken = time.process_time() - begun
            answer = peer.ask(f"{start} {start + len(part)}") if peer is not None else None
            if warm:
                continue
            made += set_now
            ours.append(taken / len(part))
            if answer is not None:
                theirs.append(answer / len(part))
    return ours, theirs, made


def agree(made: list[bytes], folder: Path) -> None:
    """Some letters say the same words, whoever set them."""
    if not shutil.which("pdftotext"):
        say("NOT COMPARED: there is no pdftotext")
        return
    for nth in range(0, len(made), max(1, len(made) // 10)):
        (folder / "ours.pdf").write_bytes(made[nth])
        here, there = words(folder / "ours.pdf"), words(folder / f"{nth}.pdf")
        if lost := sorted((here - there) | (there - here)):
            raise SystemExit(f"letter {nth} differs from WeasyPrint's in the signs {''.join(lost)}")


def words(pdf: Path) -> set[str]:
    """The signs that a reader finds in it."""
    done = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True)
    return {sign for sign in done.stdout.decode() if sign.isalnum()}


def seal(made: list[bytes], with_it: Seal) -> float:
    """Processor's seconds to seal a letter."""
    say("sealing some of them")
    taken = []
    for content in made[: SEALED + 1]:
        begun = time.process_time()
        with_it.set_on(content, "测试签章，不具法律效力")
        taken.append(time.process_time() - begun)
    return median(taken[1:] or taken)


if __name__ == "__main__":
    main()
