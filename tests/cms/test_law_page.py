"""docs/law.md says what the rules say."""

from cms.management.commands.write_law import PAGE, law_page


def test_the_written_law_is_the_law_that_decides():
    assert PAGE.read_text(encoding="utf-8") == law_page(), "run python manage.py write_law"
