"""Opens a hostile file in a process of its own: little memory, little time, no environment, no core dump.

Limits read from the file cannot be trusted, and the fast reader aborts its whole process where memory runs out: a
workbook of 5 kB with one cell in the last row and column asks it for 500 GB.
"""

import marshal
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from lib.jail.inside import BAD_FILE, OUT_OF_MEMORY

MEGABYTE = 1 << 20
ROOT = Path(__file__).parents[2]
KEPT = ("LD_LIBRARY_PATH",)  # where an interpreter of one's own may need it
SECONDS = 60  # of computing; a million rows take 15

_START = "import sys; sys.path.append(sys.argv[1]); from lib.jail.inside import enter; enter(*sys.argv[2:])"


class Broken(Exception):
    """The process inside gave up; `stopped`: at a limit, or it ended silently."""

    def __init__(self, stopped: bool):
        super().__init__(stopped)
        self.stopped = stopped


class Jail:
    """The module `lib.jail.<module>` given `content`; then both sides exchange plain values. A context manager."""

    def __init__(self, module: str, content: bytes, memory: int, seconds: int = SECONDS):
        """`memory`: bytes of address space. Raises nothing: what goes wrong is told at the first receive."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(ROOT), f"lib.jail.{module}", str(memory), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in KEPT if name in os.environ},
        )
        self._write(content)

    def __enter__(self) -> "Jail":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                if pipe:
                    pipe.close()
        self._process.wait()

    def send(self, value: Any) -> None:
        self._write(marshal.dumps(value))

    def receive(self) -> Any:
        """What came next from inside. Raises Broken; RuntimeError where the fault is not the file's."""
        out = self._process.stdout
        assert out is not None
        size = out.read(8)
        length = int.from_bytes(size, "big")
        found = out.read(length) if len(size) == 8 else b""
        if len(size) < 8 or len(found) < length:
            code = self._process.wait()
            if code > 0 and code not in (BAD_FILE, OUT_OF_MEMORY):
                raise RuntimeError(f"the process for hostile files could not start: exit {code}")
            raise Broken(stopped=code < 0 or code == OUT_OF_MEMORY)
        return marshal.loads(found)

    def _write(self, content: bytes) -> None:
        into = self._process.stdin
        assert into is not None
        with suppress(BrokenPipeError):  # the next receive tells
            into.write(len(content).to_bytes(8, "big"))
            into.write(content)
            into.flush()
