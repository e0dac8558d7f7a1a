"""Reads the project's own text for tests/test_house.py. Each reader takes a text, so that crimes can be planted."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = {"var", "node_modules"}

# The clock is read where a request, a task or a command comes in, and handed down as `on` or `at`.
CLOCKS = {
    "now": {"timezone", "datetime", "django.utils.timezone"},
    "utcnow": {"datetime"},
    "today": {"date", "datetime"},
    "localdate": {"timezone", "django.utils.timezone"},
    "localtime": {"timezone", "time", "django.utils.timezone"},
    "time": {"time"},
}

# Fragments, so that this file does not name what it forbids.
REGISTRIES = r"[\w.-]*(?:pyp[i]|pythonhoste[d]|npmj[s]|jsdeliv[r]|unpk[g]|cdnj[s]|googleapi[s]|gstati[c])[\w-]*\.\w+"
MACHINE_PATHS = r"(?<![\w.$}~*-])/(?:work|root|home|tmp|opt)/[\w.]+"
KNOWN_HOSTS = re.compile(
    r"(127\.0\.0\.1|localhost|\S*\.gov\.cn|www\.w3\.org|json-schema\.org|schema\.org|testserver"
    r"|([\w-]+\.)*example(\.(org|com|net))?)(:\d+)?"
)


def files(*suffixes: str) -> list[Path]:
    """Every file of the project with one of these endings, generated and installed ones left out."""
    found = (path for path in ROOT.rglob("*") if path.suffix in suffixes or path.name in suffixes)
    return sorted(path for path in found if path.is_file() and not _outside(path.relative_to(ROOT).parts))


def _outside(parts: tuple[str, ...]) -> bool:
    return any(part in OUTSIDE or (part.startswith(".") and part != ".ci") for part in parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Each function's name and its length in lines, docstring and decorators not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            first = node.body[0]
            if ast.get_docstring(node) is not None:
                length -= (first.end_lineno or first.lineno) - first.lineno + 1
            yield node.name, length


def clock_readings(source: str) -> list[int]:
    """Lines that read the clock, or hand out the function that does."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and _ends_in(node.value, CLOCKS.get(node.attr, set())):
            lines.append(node.lineno)
        if isinstance(node, ast.ImportFrom):
            lines += [node.lineno for alias in node.names if node.module in CLOCKS.get(alias.name, set())]
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            lines.append(node.value.lineno)
    return lines


def _ends_in(node: ast.expr, names: set[str]) -> bool:
    last = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return last in names


def words_in(source: str, forbidden: set[str]) -> list[int]:
    """Lines with a string that is one of the forbidden words; docstrings may speak."""
    tree = ast.parse(source)
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in spoken and node.value in forbidden
    ]


def outside_hosts(text: str) -> list[str]:
    """Hosts named in addresses that are neither this machine, nor an example, nor a published source of law."""
    hosts = re.findall(r"https?://(?:[^\s/@\"']*@)?([\w.-]+(?::\d+)?)", text)
    return [host for host in hosts if not KNOWN_HOSTS.fullmatch(host)] + re.findall(REGISTRIES, text)


def machine_paths(text: str) -> list[str]:
    return re.findall(MACHINE_PATHS, text)


def table_rows(markdown: str) -> list[list[str]]:
    """The cells of every table row below its header rule."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in markdown.splitlines() if "|" in line]
    return [row for row in rows[1:] if not set(row[0]) <= {"-", ":", " "}]


def exists(where: str) -> bool:
    """Is there such a path in the project, or such a module, class, function or field in its code?"""
    if "/" in where:
        return (ROOT / where).exists()
    parts = where.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            fields = getattr(found, "__dataclass_fields__", {})
            if not hasattr(found, part) and part not in fields:
                return False
            found = getattr(found, part, None)
        return True
    return False
