"""One worker with a certificate and months of insurance, as the feeds would have left them. All made up."""

from datetime import UTC, date, datetime

from certificates.models import Certificate
from people.models import InsuranceSpan, Organisation, Person, StatusSpan, TrueTo, User
from people.signin import account_of
from records.models import Correction
from tests.people import cast

ON = date(2026, 8, 20)
AT = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)  # ten in the morning in the city
POSTED = 2026 * 12 + 6  # July
EMPLOYER = "91990101MA0000001Y"
CODE = "4-14-02-01"  # 营养师


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def worker(name: str = "示小明", phone: str = "12000000001") -> tuple[Person, User]:
    person = cast.a_person(name, household="110101", phone=phone)
    return person, account_of(person)


def insured(person: Person, first: int, last: int, deferred: bool = False, **more) -> InsuranceSpan:
    Organisation.objects.get_or_create(code=EMPLOYER, defaults={"name": "示例养老服务有限公司", "kind": "enterprise"})
    values = {"employer_code": EMPLOYER, "employer_kind": "E", "district_id": "110105"} | more
    return InsuranceSpan.objects.create(
        person=person, first_month=first, last_month=last, deferred=deferred, since_run=0, **values
    )  # fmt: skip


def certificate(person: Person, level: int = 4, issued_on: date = date(2026, 5, 20), **more) -> Certificate:
    entry = Certificate.objects.count() + 1
    values = {"occupation": CODE, "issuer": "示例评价机构", "kind": "L"} | more
    number = f"S990111000001{issued_on:%y}{level}{entry:06d}"
    return Certificate.objects.create(
        person=person, entry=entry, number=number, level=level, issued_on=issued_on, since_run=0, **values
    )  # fmt: skip


def drawing(person: Person, began: date, ended: date | None = None, kind: str = "benefit") -> StatusSpan:
    return StatusSpan.objects.create(person=person, kind=kind, began=began, ended=ended, since_run=0)


def fed() -> None:
    """The day each register is true to."""
    for nth, kind in enumerate(("insurance", "certificates", "statuses"), start=-3):
        TrueTo.objects.create(kind=kind, run=nth, day=date(2026, 7, 31))


def one_month_short(name: str = "示差月") -> tuple[Person, User]:
    """Eleven months, with a gap in May 2026; a certificate of that year: one month more and it pays."""
    person, user = worker(name)
    insured(person, month(2025, 8), month(2026, 4))
    insured(person, month(2026, 6), month(2026, 7))
    certificate(person, issued_on=date(2026, 6, 10))
    return person, user


MAY = "/my/report/month/?month=2026-05"
PAID = {"first": "202605", "last": "2026-05", "paid": "paid", "employer": f"{EMPLOYER}~E", "note": "工资条上扣了"}


def ask(client, user, url=MAY, **given) -> Correction:
    """A request as the person's browser sends it."""
    client.force_login(user)
    response = client.post(url, given | {"send": "1"})
    assert response.status_code == 302, response.content.decode()[:3000]
    return Correction.objects.latest("pk")


def desk(client, steward, one, verb="", **given):
    """The desk's page of a request, or what is done there."""
    client.force_login(steward)
    url = f"/desk/corrections/{one.pk}/"
    return client.post(f"{url}{verb}/", given) if verb else client.get(url)


def begun(client, steward, one) -> dict[str, str]:
    """What the form that grants starts with, as a browser would send it."""
    form = desk(client, steward, one).context["decision"]
    return {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}


def grant(client, steward, one, **other):
    response = desk(client, steward, one, "grant", **(begun(client, steward, one) | other))
    one.refresh_from_db()
    return response
