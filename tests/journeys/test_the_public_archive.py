"""From the officer's screen to what a stranger, another service and a chief with a printer get of it."""

import capvalidator
import requests
from bs4 import BeautifulSoup

from messages.cap_reading import read
from tests.journeys.conftest import Town
from tests.journeys.test_a_bulletin import SWAHILI, TEN, seen_by, written


def test_a_warning_is_public_once_it_leaves_and_not_before(town: Town) -> None:
    mwende, path = written(town)
    seen_by(town, "kioko", path).send("Sign this text")
    mwende.go(path)
    mwende.send("Submit for approval")
    seen_by(town, "nyambura", path).send("Approve", understood="yes")
    stranger = requests.Session()
    assert "<entry>" not in stranger.get(f"{town.address}/alerts/feed.atom", timeout=10).text
    assert "In the public archive" not in mwende.go(path)

    town.clock.moment = TEN
    town.work()

    feed = BeautifulSoup(stranger.get(f"{town.address}/alerts/feed.atom", timeout=10).text, "xml")
    [entry] = feed.find_all("entry")
    document = stranger.get(str(entry.link["href"]), timeout=10).content
    assert capvalidator.check_schema(document).passed
    assert read(document).infos[0].description == SWAHILI
    assert "In the public archive" in mwende.go(path)
    page = stranger.get(entry.id.text, timeout=10).text
    assert SWAHILI in page
    assert "Mwende" not in page
    assert SWAHILI in stranger.get(f"{entry.id.text}/baraza", timeout=10).text
    assert not stranger.cookies
