"""The page of answers that are given again."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain import saved_replies
from domain.audit import Audit
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.saved_replies import SavedReply
from tests.bot.conftest import SignIn
from tests.make import make_officer

SAVED = "/console/saved-replies/"
WATER = {"title": "Lori la maji", "county": "kitui", "words_sw": "Lori linakuja Ijumaa."}


@pytest.fixture
def mumo(client: FlaskClient, sign_in: SignIn, session: Session) -> FlaskClient:
    """An officer of Kitui alone."""
    make_officer(session, "mumo", Grant(role=Role.OFFICER, county="kitui"))
    session.commit()
    sign_in(client, "mumo")
    return client


def test_an_officer_writes_changes_and_retires_a_reply_of_their_county(mumo: FlaskClient, session: Session) -> None:
    assert "No reply is saved yet." in mumo.get(SAVED).text
    fields = BeautifulSoup(mumo.get(f"{SAVED}new").text, "html.parser").find_all("textarea")
    assert [field["name"] for field in fields if field.has_attr("required")] == ["words_sw"]
    assert mumo.post(f"{SAVED}new", data={**WATER, "words_sw": "a" * 480}).status_code == 422
    mumo.post(f"{SAVED}new", data=WATER)
    saved = session.scalars(select(SavedReply)).one()
    seen, address = saved.changed_at.isoformat(), f"{SAVED}{saved.id}"
    assert "changed by Mumo" in mumo.get(SAVED).text

    mine = {**WATER, "words_sw": "Lori linakuja Jumamosi."}
    stale = mumo.post(address, data={**mine, "seen": "2026-01-01T00:00:00+00:00"})
    assert "Somebody changed this meanwhile" in stale.text
    assert f"<dd>{WATER['words_sw']}</dd>" in stale.text, "what the other wrote is shown beside it"
    assert f'name="seen" value="{seen}"' in stale.text, "sent again, it is kept"
    mumo.post(address, data={**mine, "seen": seen})
    session.refresh(saved)
    assert saved.words == {"sw": "Lori linakuja Jumamosi."}
    mumo.post(f"{address}/retire")

    assert "No reply is saved yet." in mumo.get(SAVED).text
    acts = session.scalars(select(Audit.what).where(Audit.subject == f"saved reply {saved.id}").order_by(Audit.id))
    assert acts.all() == ["wrote", "changed", "retired"]


def test_another_countys_reply_is_not_there_and_one_for_every_county_is_only_used(
    mumo: FlaskClient, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    words = {Language.SWAHILI: "Ndiyo."}
    elsewhere, everywhere = (
        saved_replies.save(session, None, title, words, county, cast["mwende"], now)
        for title, county in (("Ya Makueni", "makueni"), ("Ya wote", None))
    )
    session.commit()

    page = mumo.get(SAVED).text
    assert "Ya Makueni" not in page
    assert "Ya wote" in page
    for saved in (elsewhere, everywhere):
        assert mumo.get(f"{SAVED}{saved.id}").status_code == 404
        assert mumo.post(f"{SAVED}{saved.id}/retire").status_code == 404
    assert mumo.post(f"{SAVED}new", data={**WATER, "county": ""}).status_code == 404
