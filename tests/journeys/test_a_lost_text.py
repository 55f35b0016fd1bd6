"""Mwende's JOIN never reaches us: the network has it, the webhook got lost, and she is answered all the same, once."""

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.simulator.behaviour import Behaviour
from domain.inbox import Callback
from schedules.missed_texts import hand_in_missed
from tests.journeys.conftest import PATIENCE, Browser, Handset, Town


def type_a_text(town: Town, number: str, words: str) -> Handset:
    """On the simulator's page of a phone, as a hand would."""
    browser = Browser(town.address)
    browser.go("/simulator/")
    browser.send("Take it", number=number)
    browser.send("Send text", body=words)
    return town.phone(number)


def callbacks(town: Town) -> int:
    with town.sessions() as session:
        return session.scalar(select(func.count()).select_from(Callback)) or 0


def test_a_join_whose_webhook_was_lost_is_answered_after_the_sweep_once(town: Town) -> None:
    town.network.books.behave(Behaviour(lost_texts=100, receipts=False))
    mwende = type_a_text(town, "+254711000001", "JIUNGE MUTHA")
    town.network.books.behave(Behaviour(receipts=False))
    baraka = type_a_text(town, "+254711000002", "MSAADA")
    ends = time.monotonic() + PATIENCE
    while not callbacks(town):
        assert time.monotonic() < ends, "the webhook that was not lost did not come"
        time.sleep(0.05)
    town.clock.moment = datetime.now(UTC) + timedelta(minutes=5)
    town.work()
    assert (len(mwende.texts), len(baraka.texts)) == (0, 1)

    for _ in range(2):
        hand_in_missed(town.crew)
        town.work()

        [welcome] = mwende.texts
        assert "Mutha" in welcome
        assert len(baraka.texts) == 1
        assert callbacks(town) == 2
