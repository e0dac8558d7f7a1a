"""The strict-template guard must be able to fail, and only for templates of ours."""

from pathlib import Path

import pytest
from django.template import Context, engines
from django.template.base import Origin, Template

from tests.conftest import ROOT, UndefinedVariable


def render(source: str, at: Path, **values) -> str:
    template = Template(source, origin=Origin(str(at)), engine=engines["django"].engine)
    return template.render(Context(values))


OURS = ROOT / "templates" / "page.html"
THEIRS = Path("/elsewhere/django/contrib/admin/page.html")


def test_an_undefined_variable_in_our_template_fails():
    with pytest.raises(UndefinedVariable, match=r"templates/page\.html.*amount"):
        render("{{ amount }}", OURS)


def test_an_undefined_attribute_in_our_template_fails():
    with pytest.raises(UndefinedVariable):
        render("{{ slip.amount }}", OURS, slip={})


def test_a_default_says_that_a_variable_may_be_missing():
    assert render("{{ amount|default:'—' }}", OURS) == "—"


def test_asking_whether_a_variable_is_there_is_allowed():
    assert render("{% if amount %}{{ amount }}{% else %}无{% endif %}", OURS) == "无"


def test_third_party_templates_keep_their_silence():
    assert render("[{{ amount }}]", THEIRS) == "[]"


def test_the_guard_outlives_a_test_that_sets_debug(settings):
    settings.DEBUG = True
    with pytest.raises(UndefinedVariable):
        render("{{ amount }}", OURS)
