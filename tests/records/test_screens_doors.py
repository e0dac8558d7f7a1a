"""The back office asked by everybody: only a steward gets in, and nobody else gets a word of what is inside."""

import pytest
from django.urls import get_resolver, reverse

from certificates.models import Certificate
from people.models import InsuranceSpan, Organisation, Person, StatusSpan
from records import runs
from records.models import ImportRun
from subsidies.models import EarlierPayment
from tests.people.cast import a_person
from tests.people.test_doors import ROLES, client_of
from tests.records import making

pytestmark = pytest.mark.django_db
OTHERS = ["nobody", "worker", "roleless", *(role for role in ROLES if role != "steward")]
NAME = "示旁人"


@pytest.fixture
def inside(db):
    """A run and a row of every register."""
    run = making.hand("certificates", [making.certificate(1), making.certificate(2) | {"等级": "六级"}], confirm=True)
    making.hand("insurance", [making.months(1)])
    making.hand("statuses", [making.person(1) | {"身份": "登记失业", "起始日": "2023-01-01"}])
    making.hand("organisations", [{"统一社会信用代码": "91990101MA0000001Y", "名称": "示例公司", "类型": "企业"}])
    a_person(NAME)
    return run


def pages(run) -> list[str]:
    rows = [
        (model, model.objects.first())
        for model in (Person, Organisation, InsuranceSpan, StatusSpan, Certificate, EarlierPayment)
    ]
    registers = [f"admin:{model._meta.app_label}_{model._meta.model_name}" for model, _ in rows]
    registers += ["admin:subsidies_determination", "admin:subsidies_invitation", "admin:records_importrun"]
    return [
        *(reverse("admin:index"), reverse("admin:registers")),
        *(reverse(f"{name}_changelist") for name in registers),
        *(reverse(f"{name}_export") for name in registers),
        *(reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_change", args=[row.pk]) for m, row in rows if row),
        f"{reverse('admin:records_importrun_import')}?kind=certificates",
        reverse("admin:records_importrun_template", args=["certificates"]),
        *(reverse(f"admin:records_importrun_{one}", args=[run.pk]) for one in ("change", "far", "result", "file")),
    ]


@pytest.mark.parametrize("asker", OTHERS)
def test_nobody_but_a_steward_opens_any_page(inside, asker):
    client = client_of(asker)
    for path in pages(inside):
        page = client.get(path)
        assert page.status_code == (302 if asker == "nobody" else 403), path
        if asker == "nobody":
            assert page.url.startswith("/sign-in/?next=%2Fsteward%2F"), path
        assert not page.streaming and NAME not in page.content.decode() and "证书编号" not in page.content.decode()


@pytest.mark.parametrize("asker", OTHERS)
def test_nobody_but_a_steward_hands_in_confirms_gives_up_or_searches(inside, asker):
    waiting = making.hand("certificates", [making.certificate(9)], confirm=False, name="二.csv")
    client = client_of(asker)
    finds = [reverse(f"admin:people_{model}_find") for model in ("person", "insurancespan")]
    posts = {
        f"{reverse('admin:records_importrun_import')}?kind=certificates": {"true_to": "2024-01-01"},
        reverse("admin:records_importrun_process_import"): {"run": waiting.pk},
        reverse("admin:records_importrun_cancel", args=[waiting.pk]): {},
        reverse("admin:records_importrun_again", args=[waiting.pk]): {},
        **{find: {"who": NAME} for find in finds},
        reverse("admin:people_person_export"): {"format": "0", "personresource_name": "on"},
    }
    before = ImportRun.objects.count()
    for path, data in posts.items():
        page = client.post(path, data)
        assert page.status_code == (302 if asker == "nobody" else 403), path
        assert "id__in" not in page.headers.get("Location", "")
    waiting.refresh_from_db()
    assert waiting.state == "waiting" and ImportRun.objects.count() == before


def test_a_steward_opens_every_page(inside):
    client = client_of("steward")
    for path in pages(inside):
        page = client.get(path)
        assert page.status_code == 200 or page.headers.get("HX-Refresh"), path


def test_a_superuser_is_let_in_as_a_steward_is(inside, admin_client, settings):
    settings.SECOND_FACTOR = False
    for path in pages(inside):
        assert admin_client.get(path).status_code == 200, path


def test_nothing_fed_is_added_changed_or_deleted_by_hand(inside):
    client = client_of("steward")
    for model in (Person, Organisation, InsuranceSpan, StatusSpan, Certificate, ImportRun):
        name, row = f"admin:{model._meta.app_label}_{model._meta.model_name}", model.objects.first()
        assert client.get(reverse(f"{name}_add")).status_code == 403
        assert client.get(reverse(f"{name}_delete", args=[row.pk])).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
        assert 'name="_save"' not in client.get(reverse(f"{name}_change", args=[row.pk])).content.decode()


def test_no_form_of_the_back_office_goes_without_its_token(inside):
    client = client_of("steward")
    client.handler.enforce_csrf_checks = True
    waiting = making.hand("certificates", [making.certificate(9)], confirm=False, name="二.csv")
    for name, data in (("process_import", {"run": waiting.pk}), ("import", {})):
        assert client.post(reverse(f"admin:records_importrun_{name}"), data).status_code == 403
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_other_peoples_models_are_not_kept_here():
    from django.contrib import admin

    rooms = {model.__module__.partition(".")[0] for model in admin.site._registry}
    assert rooms <= {"people", "occupations", "certificates", "subsidies", "records"}


def test_every_page_of_runs_is_behind_the_guard():
    """A new address of the back office is one that somebody forgot in this table, until it is in it."""
    names = {
        name for name in get_resolver().namespace_dict["admin"][1].reverse_dict
        if isinstance(name, str) and name.startswith("records_importrun_")
    }  # fmt: skip
    known = {"changelist", "add", "history", "delete", "change", "export", "import", "process_import", "find"}
    known |= {"template", "far", "cancel", "again", "result", "file"}
    assert {name.removeprefix("records_importrun_") for name in names} == known


def test_a_page_with_persons_on_it_is_kept_by_no_browser(inside):
    client = client_of("steward")
    for path in (
        reverse("admin:people_person_changelist"),
        reverse("admin:records_importrun_change", args=[inside.pk]),
    ):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_a_file_is_not_a_page(inside):
    page = client_of("steward").get(reverse("admin:records_importrun_file", args=[inside.pk]))
    assert page["Content-Disposition"].startswith("attachment") and runs.result_of(inside)
