"""The house keeps its own rules: sizes, same-named files, one clock at the door, no word to the outside.

Every guard is tried on a planted crime first, for a guard that cannot fail guards nothing.
"""

import re

import pytest
from django.apps import apps

from tests import house
from tests.house import ROOT

FILE_LINES, FUNCTION_LINES = 300, 40

# A longer one needs a reason one would say aloud.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS = {
    "benchmarks/su_openfisca.py:variables": "OpenFisca's formulas, each short, share the variant they are built for",
}
EXTRA_SCHEME_FILES = {
    "certificates/corrections.py": "answers what a person says is wrong: registers told, decided again",
    "certificates/counts.py": "how many hold a certificate, for the public catalogue",
    "certificates/earlier.py": "the same as the database knows them, of any persons",
    "certificates/feeds.py": "the register of certificates is this room's to be fed",
    "certificates/numbers.py": "what a certificate's number says",
    "certificates/payments.py": "earlier payments, which the schemes above are decided on too",
    "training/telling.py": "what trainees are told by text, by every room of classes",
    "training/feeds.py": "the published list of institutions and courses is this room's to be fed",
}

SCHEMES = sorted(path.parent.name for path in ROOT.glob("*/terms.yaml"))
PURE = {"terms.yaml", "rules.py", "derive.py", "scheme.py"}
SCHEME_FILES = PURE | {
    "typical.py",
    *(
        "examples.yaml",
        "__init__.py",
        "apps.py",
        "facts.py",
        "models.py",
        "actions.py",
        "queries.py",
        "forms.py",
        "views.py",
    ),
    *("urls.py", "api.py", "resources.py", "papers.py", "admin.py", "tasks.py", "claims.py", "calculator.py"),
}
# A Wagtail page is its own view, so cms/models.py is a door; so are the screens of Django's admin.
DOORS = re.compile(
    r"(\w+/)+(views|tasks|api|admin|admin_\w+)\.py|cms/models\.py|.*/management/commands/\w+\.py|(config|tests|benchmarks)/.*"
)


def python_files() -> list:
    return [path for path in house.files(".py") if "migrations" not in path.parts]


def test_no_file_grows_past_what_can_be_held_in_the_head():
    code = [*python_files(), *house.files(".html", ".css", ".js", "Makefile", "run")]
    long = {house.name(path) for path in code if len(path.read_text(encoding="utf-8").splitlines()) > FILE_LINES}
    assert long == set(LONG_FILES), "split it, or list it with a reason; and no reason for a file that is short"


def test_no_function_grows_past_a_screen():
    long = {
        f"{house.name(path)}:{name}"
        for path in python_files()
        for name, length in house.functions(path.read_text(encoding="utf-8"))
        if length > FUNCTION_LINES
    }
    assert long == set(LONG_FUNCTIONS), "split it, or list it with a reason"


def test_a_long_function_is_seen_and_its_docstring_is_not_counted():
    body = "    x = 1\n" * 40
    assert dict(house.functions(f"def f():\n{body}")) == {"f": 41}
    assert dict(house.functions(f'def f():\n    """One.\n\n    Two.\n    """\n{body}')) == {"f": 41}


def test_every_scheme_has_the_files_that_make_a_scheme():
    assert SCHEMES
    for scheme in SCHEMES:
        here = {path.name for path in (ROOT / scheme).iterdir() if path.is_file()}
        assert PURE | {"apps.py"} <= here, scheme
        strange = {file for file in here - SCHEME_FILES if f"{scheme}/{file}" not in EXTRA_SCHEME_FILES}
        assert not strange, f"{scheme}: a file no other scheme would have"


def test_a_scheme_is_installed_and_held_to_the_same_floors():
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for scheme in SCHEMES:
        assert apps.is_installed(scheme)
        assert f'"{scheme}"' in contracts


def test_the_spine_and_the_law_machine_never_name_a_scheme():
    named = {"SU", "TR", "AP", "skill-upgrade", *SCHEMES}
    crimes = {
        f"{house.name(path)}:{line}"
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in {"subsidies", "policy", "lib", "records", "occupations"}
        for line in house.words_in(path.read_text(encoding="utf-8"), named)
    }
    assert not crimes


def test_a_scheme_named_in_code_is_seen_and_in_a_docstring_is_not():
    assert house.words_in('"""SU"""\nx = {"SU": 1}\n', {"SU"}) == [2]


def test_the_clock_is_read_at_the_door_only():
    crimes = {
        f"{house.name(path)}:{line}"
        for path in python_files()
        if not DOORS.fullmatch(house.name(path))
        for line in house.clock_readings(path.read_text(encoding="utf-8"))
    }
    assert not crimes, "take the day as `on` or the moment as `at`, and read the clock in a view, task or command"


@pytest.mark.parametrize(
    "crime",
    [
        "on = date.today()",
        "on = datetime.date.today()",
        "at = timezone.now()",
        "at = datetime.datetime.now(tz)",
        "made = DateTimeField(default=timezone.now)",
        "made = DateTimeField(auto_now_add=True)",
        "from django.utils.timezone import now",
        "on = timezone.localdate()",
        "at = time.time()",
    ],
)
def test_every_way_of_reading_the_clock_is_seen(crime):
    assert house.clock_readings(crime) == [1]


def test_a_field_called_time_or_now_is_no_clock():
    assert house.clock_readings("x = visit.time; y = row.now; z = days.today") == []


def test_nothing_names_a_registry_a_cdn_or_any_host_but_our_own():
    text = house.files(
        *(".py", ".html", ".css", ".js", ".md", ".toml", ".in", ".lock", ".yaml", ".yml", ".csv"),
        *("Makefile", "Procfile", "run", "with-postgres"),
    )
    crimes = {
        house.name(path): found for path in text if (found := house.outside_hosts(path.read_text(encoding="utf-8")))
    }
    assert not crimes


@pytest.mark.parametrize(
    "crime",
    [
        "https:" + "//cdn.somewhere.net/a.js",
        "//cdn.js" + "delivr.net/x",
        "index py" + "pi.org",
        "http:" + "//10.0.0.1/",
    ],
)
def test_an_outside_host_is_seen(crime):
    assert house.outside_hosts(crime), crime


@pytest.mark.parametrize(
    "fine", ["http://127.0.0.1:8000/", "https://x.example.org/", "postgres://u:p@h/d", "https://www.mohrss.gov.cn/"]
)
def test_our_own_and_published_sources_may_be_named(fine):
    assert house.outside_hosts(fine) == []


def test_no_path_of_the_machine_it_was_built_on():
    text = house.files(".py", ".html", ".css", ".js", ".md", ".toml", ".in", "Makefile", "Procfile", "run")
    crimes = {
        house.name(path): found for path in text if (found := house.machine_paths(path.read_text(encoding="utf-8")))
    }
    assert not crimes


def test_a_path_of_the_machine_is_seen():
    assert house.machine_paths("open('/" + "tmp/x')")
    assert house.machine_paths("base / 'tmp/x', http://a.example/work/b") == []


def test_every_row_of_the_glossary_points_at_something_that_exists():
    rows = house.table_rows((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))
    assert len(rows) > 20
    lost = [where for *_, cell in rows for where in re.findall(r"`([^`]+)`", cell) if not house.exists(where)]
    assert not lost


def test_a_lost_row_of_the_glossary_is_seen():
    assert house.exists("people.models.User")
    assert house.exists("config/settings.py")
    assert not house.exists("people.models.Ghost")
    assert not house.exists("people/ghost.py")


def test_every_model_of_ours_has_its_row_in_the_glossary():
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()}
    models = [model for model in apps.get_models() if model.__module__.split(".")[0] in rooms]
    assert models
    missing = [f"{model.__module__}.{model.__name__}" for model in models if f".{model.__name__}`" not in glossary]
    assert not missing


def test_every_model_of_ours_has_a_chinese_name():
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()}
    nameless = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.split(".")[0] in rooms and not re.search(r"[\u4e00-\u9fff]", str(model._meta.verbose_name))
    ]
    assert not nameless


def test_the_readme_names_every_variable_the_environment_may_set():
    read = re.findall(r'environment\.\w+\("([A-Z_]+)"', (ROOT / "config/settings.py").read_text(encoding="utf-8"))
    assert len(read) > 8
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in read if f"`{name}`" not in readme] == []


def test_the_readme_shows_every_room_and_names_only_commands_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert [room for room in sorted(rooms) if f"{room}/" not in readme] == []
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    assert set(re.findall(r"`make ([a-z-]+)", readme)) <= targets
