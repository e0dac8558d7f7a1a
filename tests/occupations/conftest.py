"""Files of a classification, small and whole."""

import csv
import os
from pathlib import Path

import pytest

from occupations import demo
from occupations.feed import COLUMNS

ROOT = Path(__file__).resolve().parents[2]


def line(code: str, name: str, edition: str = "2022", **others: str) -> dict[str, str]:
    """A sound row of the classification; `others` overwrites columns."""
    groups = {"major_code": code[:1], "middle_code": code[:4], "minor_code": code[:7]}
    names = {"major": "社会生产服务和生活服务人员", "middle": "居民服务人员", "minor": "生活照料服务人员"}
    return {"code": code, "name": name, "edition": edition, "digital": "0", "green": "0", **groups, **names} | others


@pytest.fixture
def write(tmp_path):
    """Write rows as csv and hand back the path: write(rows), write(rows, encoding=…, columns=…)."""

    def write(rows, encoding="utf-8", columns=COLUMNS, name="file.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def sample(db) -> dict[str, int]:
    return demo.load()


@pytest.fixture(scope="session")
def real_file() -> Path:
    """The real classification, which is never committed: OCCUPATIONS_FILE, or beside the repository."""
    places = [
        os.environ.get("OCCUPATIONS_FILE", ""),
        *(parent / "shared" / "data" / "occupations-2022.csv" for parent in ROOT.parents),
    ]
    for place in filter(None, places):
        if Path(place).is_file():
            return Path(place)
    pytest.skip("the real classification is not here: name it in OCCUPATIONS_FILE")
