"""Trying before it counts: a whole road of training that sends nothing, and a text on the officer's own phone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.bulletin_words import size
from domain import bulletins, script_bulletins
from domain.areas import Gazetteer
from domain.bulletins import Bulletin
from domain.hours import local
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Officer, set_phone
from domain.programmes import monday_of
from domain.sealed_columns import TEXT_BODY, TEXT_PHONE
from domain.senders import Sender, Use
from domain.texts import Reason, SingleText
from domain.vault import Vault
from tests.bot.conftest import Clock, SignIn
from tests.bot.console.bulletin_forms import KAMBA, press, typed, words, write
from tests.make import make_subscriber

As = Callable[[str], FlaskClient]
OTHER = "Maneno mengine kabisa kuhusu maji."


@pytest.fixture
def as_(app: Flask, sign_in: SignIn) -> As:
    """A browser of this officer's own."""

    def signed_in(username: str) -> FlaskClient:
        client = app.test_client()
        sign_in(client, username)
        return client

    return signed_in


def signed(session: Session, number: int, cast: dict[str, Officer], now: datetime) -> Bulletin:
    bulletin = session.get_one(Bulletin, number)
    bulletin.texts[0].sign(cast["kioko"], now, now.date())
    session.commit()
    return bulletin


def test_training_goes_the_whole_road_and_nothing_leaves(
    as_: As, session: Session, cast: dict[str, Officer], vault: Vault, places: Gazetteer, now: datetime, clock: Clock
) -> None:
    for language in (Language.SWAHILI, Language.KAMBA):
        make_subscriber(session, vault, places, now, language=language)
    session.commit()
    mwende, nyambura = as_("mwende"), as_("nyambura")
    number = write(mwende, training="on", send_day="2026-11-24", send_hour="12:00")
    address = f"/console/bulletins/{number}"
    bulletin = signed(session, number, cast, now)
    banner = "Training: it goes the whole road, and nothing of it is ever sent."
    assert banner in words(mwende.get(address))
    assert "(training)" in words(mwende.get("/console/"))

    assert press(mwende, number, "submit").status_code == 303
    asked = words(nyambura.get(address))
    assert "this is training and reaches nobody; it would reach about 2 people. Of them 1 get Swahili" in asked
    assert press(nyambura, number, "approve", understood="on").status_code == 303

    page = words(nyambura.get(address))
    assert "Training: nothing is sent. It would have left on Tue 24 Nov 2026, 12:00, to about 2 people." in page
    assert "Approved Training" in words(mwende.get("/console/bulletins/"))
    session.refresh(bulletin)
    assert (bulletin.state, bulletin.planned_people, bulletin.planned_cost) == (State.APPROVED, 2, Decimal("1.60"))
    assert bulletins.due(session, now + timedelta(days=1)) == []
    assert script_bulletins.readable(session, "kitui", monday_of(local(now).date()), now) == []
    assert "Short rains have failed" not in words(mwende.get("/console/"))


def test_training_is_settled_when_it_is_started(as_: As, session: Session) -> None:
    mwende = as_("mwende")
    for number, training in ((write(mwende, training="on"), True), (write(mwende, sms_sw="Nyingine."), False)):
        page = mwende.get(f"/console/bulletins/{number}/edit").text
        assert 'name="training"' not in page
        seen = page.partition('name="seen" value="')[2].partition('"')[0]
        change = {"seen": seen, "send_hour": "10:00"} | ({} if training else {"training": "on"})
        changed = mwende.post(f"/console/bulletins/{number}/edit", data=typed(sms_sw=OTHER, **change))
        assert changed.status_code == 303

        session.expire_all()
        assert session.get_one(Bulletin, number).training is training


@pytest.fixture
def with_phone(session: Session, cast: dict[str, Officer], vault: Vault) -> None:
    set_phone(cast["mwende"], vault, "+254711990007")
    session.merge(Sender(use=Use.WARNINGS, name="NDMA", sender_class="transactional"))  # type: ignore[arg-type]
    session.commit()


@pytest.mark.usefixtures("with_phone")
def test_a_text_is_tried_on_the_officers_own_phone_to_the_letter(as_: As, session: Session, vault: Vault) -> None:
    mwende = as_("mwende")
    number = write(mwende, sms_kam=KAMBA)
    kamba = session.get_one(Bulletin, number).text(Language.KAMBA)
    assert kamba is not None

    for _ in range(6):
        answer = press(mwende, number, f"texts/{kamba.id}/test")

    assert "You sent yourself 5 tests within an hour: wait a little." in words(mwende.get(answer.location))
    sent = session.scalars(select(SingleText)).all()
    assert [(text.reason, text.sender) for text in sent] == [(Reason.TEST, "NDMA")] * 5
    assert TEXT_BODY.read(vault, sent[0]) == KAMBA
    assert TEXT_PHONE.phone(vault, sent[0]).e164 == "+254711990007"


@pytest.mark.usefixtures("with_phone")
def test_nothing_of_training_reaches_even_that_phone(as_: As, session: Session) -> None:
    mwende = as_("mwende")
    number = write(mwende, training="on")
    text = session.get_one(Bulletin, number).texts[0]

    assert "Send it to my phone" not in mwende.get(f"/console/bulletins/{number}").text
    answer = mwende.post(f"/console/bulletins/{number}/texts/{text.id}/test")
    assert "nothing of it is sent, not even to your own phone" in words(mwende.get(answer.location))
    assert session.scalars(select(SingleText)).all() == []


def test_who_has_no_number_is_told_where_one_is_set(as_: As, session: Session) -> None:
    mwende = as_("mwende")
    number = write(mwende)
    text = session.get_one(Bulletin, number).texts[0]

    page = words(mwende.get(f"/console/bulletins/{number}"))
    assert "To try it on your own phone, ask an administrator to add your number." in page
    answer = mwende.post(f"/console/bulletins/{number}/texts/{text.id}/test")
    assert "No number of yours is kept" in words(mwende.get(answer.location))


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (740, "740"),
        (999, "999"),
        (1000, "1 thousand"),
        (1249, "1.2 thousand"),
        (9960, "10 thousand"),
        (12_345, "12 thousand"),
        (999_400, "999 thousand"),
        (999_600, "1 million"),
        (1_340_000, "1.3 million"),
    ],
)
def test_the_size_is_said_as_people_say_it(app: Flask, people: int, said: str) -> None:
    with app.test_request_context():
        assert size(people) == said
