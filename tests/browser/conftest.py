"""Chromium against the whole town."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import town  # noqa: F401  the same town the journeys walk in


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's own Chromium; a missing one is an error, never a skipped test.

    For one module at a time: while it runs, its event loop runs in this thread, where other tests want their own.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()
