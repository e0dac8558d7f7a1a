"""How Chromium is started, the same for tests and for screenshots. It must never ask anything of another host."""

from playwright.sync_api import Locator, expect

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def overflow(page) -> list[str]:
    """Elements that stick out of the page to the right."""
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .filter(e => getComputedStyle(e).position !== "absolute")
            .map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`)"""
    )


def says(where: Locator, words: str) -> None:
    """Waits until it reads so: a click returns before the page it leads to has come."""
    expect(where).to_contain_text(words, use_inner_text=True)
