"""What every page must be to whoever opens it: it fits, it is light on the wire, and axe finds nothing."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page, Request

PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 740}  # a laptop's window at 400 per cent: WCAG 1.4.10
FIRST_LOAD, AFTER = 60 * 1024, 20 * 1024  # bytes over the wire, on a line that costs money
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# What a page is made of is the same at the next width: only what is laid out is looked at again.
LAID_OUT = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"],
}
# Our pages forbid scripts from elsewhere, so they do not load axe: `evaluate` hands it to the browser itself, past the
# page's policy and without loosening it. What is folded away is opened meanwhile, or axe would not look at it.
UNFOLD = "for (const part of document.querySelectorAll('details:not([open])')) part.open = part.dataset.folded = true"
FOLD = "for (const part of document.querySelectorAll('[data-folded]')) part.open = false"
RUN = """async rules => (await axe.run({runOnly: rules, resultTypes: ['violations']})).violations
  .flatMap(found => found.nodes.map(node => `${found.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`))"""


def fits(page: Page, address: str, size: dict[str, int]) -> None:
    """Go there: it answers, costs little now that stylesheet and script are here, and is well made."""
    weight = weighed(page, address)
    assert weight <= AFTER, f"{address} weighs {weight} bytes"
    well_made(page, address, size)


def weighed(page: Page, address: str) -> int:
    """Go there; the bytes that came over the wire, heads of answers included."""
    finished: list[Request] = []

    def note(request: Request) -> None:  # Playwright cannot mark a method of a list
        finished.append(request)

    page.on("requestfinished", note)
    answer = page.goto(address)
    page.remove_listener("requestfinished", note)
    assert answer is not None
    assert answer.ok, address
    return sum(
        sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")) for request in finished
    )


def well_made(page: Page, address: str, *sizes: dict[str, int]) -> None:
    """Look at the page that is open, as wide as each of these: no sideways scrolling, one heading, nothing for axe."""
    assert page.locator("h1").count() == 1, address
    page.evaluate(AXE)
    page.evaluate(UNFOLD)
    for size in (NARROWEST, *sizes):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{address} scrolls sideways"
        rules = RULES if size is sizes[0] else LAID_OUT
        found = page.evaluate(RUN, rules) if size is not NARROWEST else []
        assert not found, f"{address} at {size['width']}: {found}"
    page.evaluate(FOLD)
