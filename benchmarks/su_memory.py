"""How much memory it takes to decide the flat columns in FOLDER: its own process, so that it counts nothing else.

python -m benchmarks.su_memory FOLDER: leaves ``memory.json`` there, megabytes at the peak before and after.
"""

import json
import sys
from pathlib import Path

from benchmarks.measure import peak_megabytes
from benchmarks.rules import decide_flat, load_columns


def main(folder: Path) -> None:
    columns = load_columns(folder)
    before = peak_megabytes()
    decided = decide_flat(columns)
    peak = peak_megabytes()
    told = {"before": before, "peak": peak, "accepted": int(decided.accepted.sum())}
    (folder / "memory.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
