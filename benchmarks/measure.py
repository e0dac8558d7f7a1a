"""What every benchmark does alike: progress to stderr, one JSON line per figure to stdout, the clock, the memory."""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeVar

ROOT = Path(__file__).resolve().parent.parent
Result = TypeVar("Result")


class Goal(NamedTuple):
    """``ratio`` (how many times the peer's value is ours) at least, or ``value`` below."""

    of: str
    bound: float

    def __str__(self) -> str:
        return f"{self.of} {'>=' if self.of == 'ratio' else '<'} {self.bound:g}"

    def met(self, value: float, ratio: float | None) -> bool | None:
        """None where there was no peer to be compared with."""
        if self.of == "value":
            return value < self.bound
        return None if ratio is None else ratio >= self.bound


def figure(
    name: str, value: float, unit: str, *, peer: str | None = None, peer_value: float | None = None,
    goal: Goal | None = None,
) -> None:  # fmt: skip
    """Print one figure. ``ratio`` is peer_value / value: above 1 the peer takes more of the unit."""
    ratio = None if peer_value is None else peer_value / value
    print(json.dumps({
        "name": name, "value": _short(value), "unit": unit, "peer": peer if peer_value is not None else None,
        "peer_value": _short(peer_value), "ratio": _short(ratio),
        "goal": None if goal is None else str(goal), "met": None if goal is None else goal.met(value, ratio),
    }), flush=True)  # fmt: skip


def _short(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}")


def say(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)


class Peer:
    """A program that decides the same in a process of its own: asked a line, it answers a line of JSON.

    Asked in turn with our own work, so that both meet the machine in the same moods.
    """

    def __init__(self, interpreter: Path, *arguments: Any):
        self._process = subprocess.Popen(
            [str(interpreter), *map(str, arguments)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, question: str) -> Any:
        """Raises SystemExit where the peer has died; what it died of stands on stderr."""
        assert self._process.stdin and self._process.stdout
        print(question, file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"the peer died of being asked {question!r}")
        return json.loads(answer)

    def close(self) -> None:
        self._process.communicate()


def seconds(work: Callable[[], Result], repeats: int, warm: bool = True) -> tuple[float, Result]:
    """The median time of ``work`` and its last result. ``warm``: run it once before, uncounted.

    The collector runs between, not during: what it happens to find is not the work's own.
    """
    if warm:
        work()
    taken = []
    for _ in range(repeats):
        result = None  # the last result's memory is free before the next is made
        gc.collect()
        gc.disable()
        try:
            begun = time.perf_counter()
            result = work()
            taken.append(time.perf_counter() - begun)
        finally:
            gc.enable()
    return median(taken), result  # type: ignore[return-value]


def peak_megabytes() -> float | None:
    """The most memory this process has held; None where the system does not tell.

    Not ``resource.ru_maxrss``: a child begins with its parent's.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), None)


def python(*arguments: Any, interpreter: Path | str = sys.executable, env: dict[str, str] | None = None) -> None:
    """Run Python in a process of its own, from the project's root. Raises SystemExit with what it last said."""
    done = subprocess.run(
        [str(interpreter), *map(str, arguments)], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments[:4]))} failed:\n{done.stderr[-2000:]}")


def environment(name: str, lock: Path, make: bool) -> Path | None:
    """The interpreter of a virtual environment under var/ that holds what ``lock`` names, made where it is not.

    None, and why on stderr, where it cannot be made (or is not there and ``make`` is not wanted).
    """
    home = ROOT / "var" / name
    interpreter, stamp = home / "bin" / "python", home / "made-from.lock"
    wanted = lock.read_text(encoding="utf-8")
    if interpreter.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return interpreter
    if not make:
        say(f"NO PEER: {home.relative_to(ROOT)} is not made, and was not to be made now")
        return None
    say(f"making {home.relative_to(ROOT)} from {lock.name}, once")
    try:
        python("-m", "venv", "--clear", home)
        python("-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes",
               "--requirement", lock, interpreter=interpreter)  # fmt: skip
    except SystemExit as failed:
        say(f"NO PEER: {failed}")
        return None
    stamp.write_text(wanted, encoding="utf-8")
    return interpreter
