"""Reading a page of a planned class or plan as a person sees it."""

import re
from urllib.parse import urlencode

from django.test import Client


def page_of(where: str, said: dict[str, str] | None = None, **headers: str) -> str:
    response = Client().get(f"{where}?{urlencode(said)}" if said else where, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def total(page: str) -> str:
    """The large number, or nothing where the page does not pay."""
    whole = page.split('id="plan-answer"')[-1].split("plan-people")[0].split("plan-sums")[0]
    return "".join(re.findall(r'class="slip-amount[^"]*">([^<]+)<', whole))


def failed(page: str) -> set[str]:
    """The conditions that did not pass, by the rule each leads to."""
    checks = re.findall(r'slip-check is-(?:fail|look)".*?</li>', page, re.S)
    return {code for check in checks for code in re.findall(r"/rules/\w+/([A-Z]+-[A-Z]+)/", check)}


def sums(page: str) -> dict[str, str]:
    """What stands in the lists of sums: its first words → its amount."""
    return dict(
        re.findall(r'<dt>([^<]+)(?:<span class="plan-more">[^<]*</span>)?</dt><dd class="money">([^<]+)</dd>', page)
    )


def alert(page: str) -> tuple[str, set[str]]:
    """What is said to be wrong, and the fields it leads to."""
    found = re.search(r'class="error-summary".*?</div>', page, re.S)
    return (found[0], set(re.findall(r'href="#([^"]+)"', found[0]))) if found else ("", set())
