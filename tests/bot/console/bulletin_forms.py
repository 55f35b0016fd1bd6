"""A bulletin as an officer would type it, and the page's buttons as an officer would press them."""

import html
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SWAHILI = "NDMA 24/11/2026: Ukame Kitui, hali ya tahadhari. Hifadhi maji na malisho. Uliza: SMS 20880."
KAMBA = "NDMA 24/11/2026: Yũa nĩ yĩ vo Kitui. Sũvĩai kĩw'ũ na mauwa ma ĩndo."


def typed(**changes: object) -> dict[str, object]:
    """A drought warning for Kitui East tomorrow morning."""
    return {
        "title": "Short rains have failed",
        "kind": "drought",
        "phase": "alert",
        "trend": "worsening",
        "areas": ["kitui.kitui-east"],
        "send_day": "2026-11-25",
        "send_hour": "09:00",
        "sms_sw": SWAHILI,
        "act": "save",
    } | changes


def write(client: FlaskClient, **changes: object) -> int:
    """Save a new bulletin; its id."""
    answer = client.post("/console/bulletins/new", data=typed(**changes))
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def press(client: FlaskClient, bulletin: int, what: str, page: str = "", **fields: str) -> TestResponse:
    """Post one of the forms of a bulletin's page with its hidden fields, as `page` (or the page now) has them."""
    page = page or client.get(f"/console/bulletins/{bulletin}").text
    action = f"/console/bulletins/{bulletin}/{what}"
    form = next((form for form in re.findall(r"<form.*?</form>", page, re.S) if f'action="{action}"' in form), None)
    assert form is not None, f"there is no button for {what}"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return client.post(action, data={**hidden, **fields})


def words(answer: TestResponse) -> str:
    """What a person reads on the page: no markup, blanks once."""
    bare = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.text, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(bare))
