"""The inner end of the jail: takes on the limits, and speaks with the outside in length-marked marshal."""

import marshal
import os
import resource
import sys
from importlib import import_module
from typing import Any

BAD_FILE, OUT_OF_MEMORY = 8, 9  # exit codes; any other that is no signal is a fault of ours


def enter(module: str, memory: str, seconds: str) -> None:
    """Take on the limits, then let the module's `main` have the file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would leave personal data on the disk
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it, and needs nothing of it
    main = import_module(module).main
    try:
        main(_read())
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException:  # a panic of the reader's is no Exception; nothing may be told of what the file holds
        os._exit(BAD_FILE)


def receive() -> Any:
    return marshal.loads(_read())


def send(value: Any) -> None:
    content = marshal.dumps(value)
    sys.stdout.buffer.write(len(content).to_bytes(8, "big"))
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _read() -> bytes:
    source = sys.stdin.buffer
    length = int.from_bytes(source.read(8), "big")
    return source.read(length)
