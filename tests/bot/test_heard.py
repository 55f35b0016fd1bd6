"""Whoever dials or writes is there: it is remembered by the week, whatever they came for."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.areas import Gazetteer
from domain.moments import monday
from domain.phones import Phone
from domain.subscribers import Subscriber
from domain.vault import Vault
from tests.bot.conftest import Clock
from tests.bot.test_hooks import PERSON, sms, turn
from tests.make import make_subscriber


@pytest.mark.parametrize("road", ["ussd", "sms"])
def test_a_dial_or_a_text_is_remembered_by_its_week(
    client: FlaskClient, session: Session, vault: Vault, places: Gazetteer, clock: Clock, road: str
) -> None:
    make_subscriber(session, vault, places, clock() - timedelta(days=300), phone=Phone(PERSON))
    make_subscriber(session, vault, places, clock() - timedelta(days=300), phone=Phone("+254711900902"))
    session.commit()

    for week in range(2):
        clock.forward(timedelta(days=7))
        for again in range(2):
            if road == "ussd":
                turn(client, "", session_id=f"ATUid_{week}{again}")
            else:
                sms(client, "MSAADA", f"m{week}{again}")
        session.expire_all()
        heard = session.scalars(select(Subscriber.heard_in).order_by(Subscriber.id)).all()
        assert heard == [monday(clock()), None]
