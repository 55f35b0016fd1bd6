"""What is kept of a person is told to their own phone, and is the same whether or not anything was reported."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from bot.kept_of_me import facts, kept_of
from bot.talk import Caller
from domain import area_files, sender_blocks, subscribers
from domain.areas import Gazetteer
from domain.languages import Language
from domain.subscriber_imports import Evidence, SubscriberImport
from domain.subscribers import AgeBand, Kind
from domain.vault import Vault
from messages.catalog import Catalog
from settings import LOCALES
from tests.bot.conftest import Clock
from tests.bot.test_hooks import dial, replied, sms  # noqa: F401  fixtures among them
from tests.make import ENDAU, make_subscriber, next_phone

FULL = Caller(
    Language.SWAHILI, (ENDAU,), described=True, since=date(2026, 11, 24), paused=True, paused_until=date(2026, 12, 24)
)  # fmt: skip


def told(caller: Caller, language: Language = Language.ENGLISH) -> str:
    catalog, places = Catalog.load(LOCALES), area_files.gazetteer()
    return " ".join(catalog.say(sentence, language, **facts(caller, places)) for sentence in kept_of(caller))


def test_a_subscriber_hears_what_the_subscription_holds_and_not_what_was_told() -> None:
    assert told(FULL) == (
        "You have joined Mbiu. You joined on 24/11/2026. Your ward: Endau/Malalani. Your language: Kiswahili. "
        "You have told us your age or gender. No warnings until 24/12/2026. "
        "What you write or tell us is kept for a time. To delete your data, send DELETE."
    )
    more = replace(FULL, kind=Kind.INTERMEDIARY, listed=True, blocked=lambda: ("MBIUPEACE", "MBIUNEWS"))
    assert (
        "age or gender. You tell others. You came by a county list. You block MBIUPEACE, MBIUNEWS. No warnings until"
    ) in told(more)


@pytest.mark.parametrize(
    ("caller", "begins"),
    [
        (Caller(), "You have not joined Mbiu. What you write or tell us is kept for a time."),
        (Caller(Language.SWAHILI, former=(ENDAU,)), "You have left Mbiu. We keep your number"),
        (Caller(Language.SWAHILI, (ENDAU,), since=date(2026, 1, 1)), "You have joined Mbiu. You joined on 01/01/2026."),
    ],
)
def test_who_left_and_who_never_joined_hear_that(caller: Caller, begins: str) -> None:
    assert told(caller).startswith(begins)


def test_by_sms_the_answer_is_the_same_whether_or_not_anything_was_reported_or_asked(
    client: FlaskClient,
    session: Session,
    vault: Vault,
    places: Gazetteer,
    clock: Clock,
    replied: Callable[[], list[str]],  # noqa: F811
) -> None:
    phones = [next_phone(), next_phone()]
    for phone in phones:
        person = make_subscriber(session, vault, places, clock(), phone=phone)
        subscribers.describe(person, None, AgeBand.OLD)
        subscribers.pause(person, 30, clock())
    session.commit()
    sms(client, "RIPOTI wizi wa mifugo Mutha", "m1", phones[0].e164)
    sms(client, "Maji yatakuja lini?", "m2", phones[0].e164)
    clock.forward(timedelta(hours=2))
    for at, phone in enumerate(phones):
        sms(client, "DATA ZANGU", f"m{3 + at}", phone.e164)

    reported, silent = replied()[-2:]
    assert reported == silent
    assert "Endau/Malalani" in reported


def test_by_dialling_all_of_it_stands_behind_the_subscription(dial, session, vault, places, clock):  # noqa: F811
    phone = next_phone()
    person = make_subscriber(session, vault, places, clock(), phone=phone)
    brought = SubscriberImport(
        officer_id=None, looked_at=clock(), county="kitui", file_name="list.csv", file_hash=b"1",
        evidence=Evidence.SIGNED_LIST, agreed_on=clock().date(), kept_by="Office", rows_sealed=None, people=1,
        left_out={},
    )  # fmt: skip
    session.add(brought)
    session.flush()
    person.kind, person.import_id = Kind.INTERMEDIARY, brought.id
    sender_blocks.block(session, person, "MBIUPEACE", clock())
    session.commit()

    pages = [dial("3", "9", "7", phone=phone.e164)]
    for further in range(1, 5):
        if "\n9 " in pages[-1]:
            pages.append(dial("3", "9", "7", *["9"] * further, phone=phone.e164, session_id=f"ATUid_{further + 1}"))
    for told in ("Endau/Malalani", "Unawaambia wengine", "orodha ya kaunti", "MBIUPEACE"):
        assert told in " ".join(pages)
