"""The watch over a page must be able to cry: each thing it forbids is done once, on purpose."""

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Watch

ANYTHING = ("",)  # these tests provoke what every other test forbids


@pytest.mark.parametrize(
    ("crime", "cry"),
    [
        ("fetch('http://example.org/').catch(() => 0)", "Content Security"),
        ("document.body.append(Object.assign(new Image(), {src: 'http://example.org/a.png'}))", "Content Security"),
        ("document.querySelector('h1').setAttribute('style', 'color: red')", "Content Security"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "Content Security"),
        ("setTimeout(() => { throw Error('oh') })", "oh"),
        ("console.error('oh no')", "oh no"),
        ("fetch('/no-such-page/')", "404"),
    ],
)
def test_a_page_that_misbehaves_is_noticed(open_page, crime, cry):
    page = open_page("/", expect=ANYTHING)
    watch = Watch(page, urlsplit(page.url).netloc)
    page.evaluate(f"() => {{ {crime} }}")
    page.wait_for_timeout(300)
    assert any(cry in what for what in watch.unexpected), watch.wrong


def test_a_word_to_another_host_is_noticed_even_where_no_policy_stops_it(open_page):
    page = open_page("/", expect=ANYTHING, bypass_csp=True)
    watch = Watch(page, urlsplit(page.url).netloc)
    page.evaluate("() => { fetch('http://127.0.0.1:9/').catch(() => 0) }")
    page.wait_for_timeout(300)
    assert "a word to another host: http://127.0.0.1:9/" in watch.unexpected


def test_a_page_that_behaves_is_left_alone(open_page):
    page = open_page("/")
    watch = Watch(page, urlsplit(page.url).netloc)
    page.reload()
    assert watch.unexpected == []


def test_what_axe_finds_fails_the_test(open_page, assert_accessible):
    page = open_page("/")
    page.evaluate("() => document.body.append(new Image())")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)
