"""How Chromium is started, the same for tests and for screenshots. It must never ask anything of another host."""

from playwright.sync_api import Locator, expect

# Chromium obeys the last list of features it is given alone, so what Playwright turns off stands here again.
PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades HttpsFirstBalancedModeAutoEnable "
    "LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning AvoidCorsURLLoaderRestartOnRedirect "
    "OptimizationHints NetworkTimeServiceQuerying AimEnabled PreconnectToSearch"
)
# Two suggestion lists of an address bar that nobody sees: with them a window costs three times the time.
UNSEEN = "WebUIOmniboxPopup WebUIOmniboxAimPopup"
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join((PLAYWRIGHTS + ' ' + UNSEEN).split())}",
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
