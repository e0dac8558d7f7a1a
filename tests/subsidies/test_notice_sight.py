"""Who objected, and what was said: for the city and the auditor alone, and who it was only by a press written down."""

import pytest

from people.identities import number_of
from subsidies.actions import notices, objections
from subsidies.models import NoticeLine, Objection
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import city  # noqa: F401 (a fixture)
from tests.subsidies.test_notices import two  # noqa: F401 (a fixture)
from tests.test_sight import ROLES, addresses, askers, bare_refusals, client_of, filled  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
SAID, NAME, PHONE = "只说给市里听的这句话", "示密举报", "12000004321"
ANSWERS = ("city", "auditor")
ROOMS = ("notices/", "desk/", "my/", "letters/", "account/")


@pytest.fixture
def objection(two, city, time_machine, bare_refusals):  # noqa: F811
    time_machine.move_to(AT)
    row = notices.post(scheme="SU", actor=city, at=AT).rows.first()
    return objections.to_notice(row=row.pk, said=SAID, name=NAME, contact=PHONE, person=None, at=AT)


def paths(objection):
    keys = {1, objection.pk, objection.row.notice_id, objection.application_id}
    for route in addresses():
        if route.startswith(ROOMS):
            yield from sorted({filled(route, key) for key in keys})


def read(response):
    return (b"".join(response) if response.streaming else response.content).decode(errors="replace")


@pytest.mark.parametrize("asker", askers("nobody", "worker", *ROLES))
def test_nobody_reads_what_an_objector_said_or_who_it_was(objection, two, asker):  # noqa: F811
    asker = "auditor" if asker == "city" else asker  # the city's own account is the fixture's
    client, leaks, seen = client_of(asker), [], 0
    for path in paths(objection):
        response = client.get(path)
        assert response.status_code < 500, path
        text, seen = read(response), seen + 1
        never = [NAME, PHONE, *(number_of(person) for person in two[0])]
        if path.startswith("/notices/") or asker == "nobody":
            never += [person.name for person in two[0]]
        if not (asker in ANSWERS and path.startswith("/desk/notices/")):
            never.append(SAID)
        leaks += [f"{path}: {what}" for what in never if what in text]
    assert seen > 20
    assert not leaks


def test_the_auditor_does_read_what_was_said(objection):
    """Else the test above could not fail."""
    assert SAID in read(client_of("auditor").get(f"/desk/notices/objections/{objection.pk}/"))


@pytest.mark.one_database("who may not act is turned away in Python, before any query of the act")
@pytest.mark.parametrize("asker", ["nobody", "worker", "reviewer", "finance", "auditor"])
def test_nobody_but_the_city_answers_posts_or_takes_off(objection, asker):
    client, before = client_of(asker), (list(Objection.objects.values()), list(NoticeLine.objects.values()))
    for path in paths(objection):
        data = {"how": "uphold", "words": "考试记录有误", "seen": "x", "step": "said"}
        assert client.post(path, data).status_code < 500, path
    assert (list(Objection.objects.values()), list(NoticeLine.objects.values())) == before
