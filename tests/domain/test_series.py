"""What a series asks before it is approved, and that one approval is all it gets."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy.orm import Session, sessionmaker

from domain import senders, series_texts
from domain import series as standing_orders
from domain.bulletins import Kind
from domain.library import LibraryVersion
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.series_life import State
from tests.make import make_officer
from tests.series import make_series, make_version


@pytest.fixture
def author(session: Session) -> Officer:
    return make_officer(session, "mwende", Grant(role=Role.OFFICER))


def test_of_two_who_approve_at_once_one_is_told(
    session: Session, sessions: sessionmaker[Session], author: Officer, now: datetime
) -> None:
    series = make_series(session, now, author=author)
    series.submit(author, series_texts.of(session, series.versions), now)
    approvers = [make_officer(session, name, Grant(role=Role.APPROVER)).id for name in ("nyambura", "jumaa")]
    session.commit()
    together = Barrier(2)

    def approve(officer_id: int) -> str:
        with sessions.begin() as own:
            together.wait()
            held = standing_orders.locked(own, series.id)
            assert held is not None
            try:
                held.approve(own.get_one(Officer, officer_id), series_texts.of(own, held.versions), now, None, "20880")
            except Refusal as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(2) as officers:
        said = sorted(officers.map(approve, approvers))
    assert said == ["", "A series that is approved cannot become approved."]


def withdraw(version: LibraryVersion, now: datetime) -> None:
    version.entry.withdrawn_at = now


def unapprove(version: LibraryVersion, now: datetime) -> None:
    version.approved_hash = None


def forget_signature(version: LibraryVersion, now: datetime) -> None:
    version.texts[0].signed_hash = None


def elsewhere(version: LibraryVersion, now: datetime) -> None:
    version.entry.county = "makueni"


def of_another_kind(version: LibraryVersion, now: datetime) -> None:
    version.entry.kind, version.entry.topic = Kind.NOTICE, None


def test_its_title_fits_into_a_list(session: Session, author: Officer, now: datetime) -> None:
    make_series(session, now, author=author, title="x" * 120).check_plan(now)

    with pytest.raises(Refusal, match="The title is too long: at most 120 letters"):
        make_series(session, now, author=author, title="x" * 121).check_plan(now)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (withdraw, "withdrawn from the library"),
        (unapprove, "not approved in the library"),
        (forget_signature, "must sign the Swahili"),
        (elsewhere, "for another county"),
        (of_another_kind, "of another kind"),
    ],
)
def test_it_takes_only_texts_that_may_be_sent(
    session: Session, author: Officer, now: datetime, happens: Callable[[LibraryVersion, datetime], None], why: str
) -> None:
    version = make_version(session, now)
    series = make_series(session, now, author=author, versions=[version])
    happens(version, now)
    with pytest.raises(Refusal, match=why):
        series.submit(author, [version], now)
    assert series.state is State.DRAFT


def test_a_shared_code_with_its_word_is_not_filled_in_under_a_signature(
    session: Session, author: Officer, now: datetime
) -> None:
    approver = make_officer(session, "nyambura", Grant(role=Role.APPROVER))
    senders.register(session, sender_id="NDMA", short_code="20880", keyword="MBIU")
    version = make_version(session, now)
    series = make_series(session, now, author=author, versions=[version])
    series.submit(author, [version], now)
    with pytest.raises(Refusal, match="needs a word beside it"):
        series.approve(approver, [version], now, None, senders.code(session))
    series.approve(approver, [version], now, None, "20880")
    with pytest.raises(Refusal, match="short code are not as approved"):
        series.check_standing([version], None, "40440", now)


@pytest.mark.parametrize(
    ("zone", "why"), [("makueni.mixed-farming-coffee", "lies in a county"), ("mars", "not known here")]
)
def test_its_zones_lie_in_its_counties(session: Session, author: Officer, now: datetime, zone: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        make_series(session, now, author=author, zones=[zone]).check_plan(now)
