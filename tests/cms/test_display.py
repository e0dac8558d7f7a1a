"""适老版 and 高对比度: switched by a link, remembered by a cookie, and never a way to send people elsewhere."""

import pytest

from cms.display import COOKIE

pytestmark = pytest.mark.django_db


def html_classes(client) -> str:
    return client.get("/").content.decode().split("<html", 1)[1].split('class="', 1)[1].split('"', 1)[0]


def test_the_pages_are_plain_until_somebody_asks(client):
    assert html_classes(client) == ""


def test_a_mode_stays_on_until_it_is_turned_off(client):
    response = client.get("/display/large/on?next=/rules/")
    assert response.status_code == 302
    assert response["Location"] == "/rules/"
    assert html_classes(client) == "large"
    client.get("/display/large/off")
    assert html_classes(client) == ""


def test_two_modes_go_together_and_part_alone(client):
    client.get("/display/contrast/on")
    client.get("/display/large/on")
    assert html_classes(client) == "large contrast"
    client.get("/display/large/off")
    assert html_classes(client) == "contrast"


def test_the_cookie_holds_a_year_and_no_script_reads_it(client):
    cookie = client.get("/display/large/on").cookies[COOKIE]
    assert cookie["max-age"] == 365 * 24 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org"]
)
def test_the_switch_never_leads_to_another_site(client, elsewhere):
    assert client.get("/display/large/on", {"next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize("path", ["/display/huge/on", "/display/large/maybe"])
def test_a_mode_nobody_made_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_made_up_cookie_does_nothing(client):
    client.cookies[COOKIE] = 'large"><script>-x'
    assert html_classes(client) == ""


def test_the_answers_in_an_address_survive_the_switch(client):
    html = client.get("/calculator/?occupation=4-10-01-05&level=4").content.decode()
    link = html.split('href="/display/large/on?', 1)[1].split('"', 1)[0]
    back = client.get(f"/display/large/on?{link}")["Location"]
    assert back == "/calculator/?occupation=4-10-01-05&level=4"
