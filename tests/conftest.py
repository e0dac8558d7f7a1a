"""What holds for every test: strict templates, hypothesis profiles, and which tests run where."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

hypothesis_settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
hypothesis_settings.register_profile(
    "deep", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("ci")


def pytest_configure():
    """A clean clone has collected no static files, and the site warns of a folder that is not there."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)


def pytest_addoption(parser):
    group = parser.getgroup("xunxing")
    group.addoption("--deep", action="store_true", help="run the tests marked deep too")
    group.addoption("--db-only", action="store_true", help="only the tests that touch the database, no browser")


def chromium() -> str | None:
    """Path of the browser the browser tests drive, or None where the machine has none."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pytest_terminal_summary(terminalreporter):
    if any("no Chromium" in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_line("BROWSER TESTS WERE SKIPPED: this machine has no Chromium.", yellow=True, bold=True)


def touches_database(item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames))


def pytest_collection_modifyitems(config, items):
    kept, dropped = [], []
    for item in items:
        if touches_database(item):
            item.add_marker("db")
        if "browser" in item.path.relative_to(ROOT).parts:
            item.add_marker("browser")
            # a request under way when the server is stopped warns from its thread; what a page lacks, it shows
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"))
        wanted = config.getoption("--deep") or not item.get_closest_marker("deep")
        if config.getoption("--db-only"):
            once = item.get_closest_marker("browser") or item.get_closest_marker("one_database")
            wanted = wanted and touches_database(item) and not once
        (kept if wanted else dropped).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine: CI must have one (apt-get install chromium)")
        pytest.skip("no Chromium on this machine: install it, or set CHROMIUM to its path")
    if item.get_closest_marker("postgres"):
        from django.db import connection

        if connection.vendor != "postgresql":
            pytest.skip("only PostgreSQL promises this: set DATABASE_URL, or use .ci/run")


class UndefinedVariable(AssertionError):
    """A template of ours printed a variable that its view never gave."""


class _FailIfOurs(str):
    """Stands as the engine's `string_if_invalid`; Django asks its truth when a variable is missing.

    Third-party templates lean on missing variables being silent, so only ours are held to it, and
    `|default:` is the way to say that a variable may be missing.
    """

    def __bool__(self) -> bool:
        caller = sys._getframe(1).f_locals
        if "context" not in caller or not hasattr(caller.get("self"), "filters"):
            return False
        expression, context = caller["self"], caller["context"]
        template = context.render_context.template or context.template
        origin = Path(template.origin.name)
        ours = origin.is_relative_to(ROOT) and not origin.is_relative_to(Path(sys.prefix))
        excused = any(function.__name__ in {"default", "default_if_none"} for function, _ in expression.filters)
        if ours and not excused:
            raise UndefinedVariable(f"{origin.relative_to(ROOT)}: {{{{ {expression.var} }}}} is undefined")
        return False


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_modify_db_settings, django_db_blocker):
    """The plugin's fixture of this name, with the migrations run once and kept for the next (tests/migrated.py)."""
    if request.config.getvalue("reuse_db") or not hasattr(request.config, "cache"):
        return request.getfixturevalue("django_db_setup")
    from tests import migrated

    folder = request.config.cache.mkdir("migrated")
    with migrated.one_at_a_time(folder), django_db_blocker.unblock():
        store = migrated.store(folder)
        store.take()
        request.getfixturevalue("django_db_setup")
        store.keep()


@pytest.fixture(autouse=True, scope="session")
def house(tmp_path_factory):
    """The site as tests meet it: nothing read from or left in var/, no limit but the one a test sets."""
    from django.template import engines
    from django.test import override_settings
    from django.test.signals import setting_changed

    from config.celery import app
    from lib.sealed import new_key

    def guard(**changed: object) -> None:
        engines["django"].engine.string_if_invalid = _FailIfOurs()

    guard()
    setting_changed.connect(
        guard, weak=False
    )  # a test that sets DEBUG makes Django forget its engines, and the guard with them
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    with override_settings(
        ALLOWED_HOSTS=["*"],
        DATA_KEYS=new_key(1),
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        VAR_DIR=tmp_path_factory.mktemp("var"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        WHITENOISE_AUTOREFRESH=True,  # static files straight from their folders, nothing collected
        WHITENOISE_USE_FINDERS=True,
    ):
        yield


@pytest.fixture(autouse=True, scope="session")
def tests_may_empty_what_only_adds():
    """Between two transactional tests every table is emptied; what refuses that looks away so long."""
    from django.db import transaction
    from django.db.backends.base.operations import BaseDatabaseOperations

    def flush(self, sql_list):
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            lift, put_back = _guards(cursor, self.connection.vendor)
            for sql in [*lift, *sql_list, *put_back]:
                cursor.execute(sql)

    BaseDatabaseOperations.execute_sql_flush = flush


def _guards(cursor, vendor: str) -> tuple[list[str], list[str]]:
    """Statements that lift the triggers which refuse to empty a table, and that put them back."""
    if vendor == "postgresql":  # tgtype: 2 BEFORE, 32 TRUNCATE
        cursor.execute("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 34 = 34")
        found = cursor.fetchall()
        return tuple(
            [f"ALTER TABLE {table} {how} TRIGGER {name}" for table, name in found] for how in ("DISABLE", "ENABLE")
        )
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%RAISE%'")
    found = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]


@pytest.fixture(autouse=True)
def empty_cache():
    """No test meets another's rate limit, remembered answer or kept page."""
    from django.core.cache import cache

    from config.public_cache import store

    cache.clear()
    store.clear()


@pytest.fixture
def admin_user(db):
    """A superuser who has bound a second factor, so that pages answer and do not lead to binding one."""
    from tests.people.cast import PASSWORD, User, enrol

    root = User.objects.create_superuser("root", password=PASSWORD)
    enrol(root)
    return root


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    from django.db import transaction

    from occupations import demo

    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def catalogue(_loaded, db):
    """The sample classification and both demonstration editions: loaded once for a module, undone after it."""
