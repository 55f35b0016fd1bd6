"""Answers that are given again: for whom, in which words, and who changed them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import saved_replies
from domain.languages import Language
from domain.officers import Officer
from domain.refusals import Refusal
from domain.saved_replies import SavedReply
from tests.make import make_officer

SW, KAM, DAV = Language.SWAHILI, Language.KAMBA, Language.TAITA


@pytest.fixture
def officer(session: Session) -> Officer:
    return make_officer(session, "mwende")


def save(session: Session, officer: Officer, now: datetime, county: str | None = "kitui") -> SavedReply:
    words = {SW: "Lori linakuja Ijumaa.", KAM: "Lori ĩkooka Ijumaa.", DAV: ""}
    return saved_replies.save(session, None, "Lori la maji", words, county, officer, now)


def test_a_language_that_is_missing_is_said_in_swahili(session: Session, officer: Officer, now: datetime) -> None:
    saved = save(session, officer, now)

    assert saved.said_in(KAM) == ("Lori ĩkooka Ijumaa.", KAM)
    assert saved.said_in(DAV) == ("Lori linakuja Ijumaa.", SW)
    assert set(saved.words) == {"sw", "kam"}


def test_it_is_offered_in_its_county_and_changed_by_officers_of_it(
    session: Session, officer: Officer, now: datetime
) -> None:
    kitui, all_of_them = save(session, officer, now), save(session, officer, now, None)

    assert saved_replies.listed(session, {"kitui"}) == [kitui, all_of_them]
    assert saved_replies.listed(session, {"makueni"}) == [all_of_them]
    assert [one.kept_by({"kitui"}) for one in (kitui, all_of_them)] == [True, False]
    assert [one.kept_by({"makueni"}) for one in (kitui, all_of_them)] == [False, False]
    assert all_of_them.kept_by(None)


@pytest.mark.parametrize(
    ("title", "words", "why"),
    [
        ("", "Ndiyo.", "title"),
        ("x" * 61, "Ndiyo.", "shorter"),
        ("Maji", "", "Swahili"),
        ("Maji", "Piga 0711 000 042.", "telephone numbers"),
        ("Maji", "Tuma pesa kwa namba hii.", "ask for money"),
        ("Maji", "Lipa kwa M-Pesa.", "ask for money"),
        ("Maji", "Tafadhali nitumie 500 bob.", "ask for money"),
        ("Maji", "Mnitumie kidogo, shilingi tu.", "ask for money"),
        ("Maji", "Leteni Ksh.500 kesho.", "ask for money"),
        ("Maji", "Till yetu ni 512345.", "ask for money"),
    ],
)
def test_what_may_not_be_sent_again_and_again_is_refused(
    session: Session, officer: Officer, now: datetime, title: str, words: str, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        saved_replies.save(session, None, title, {SW: words}, "kitui", officer, now)


def test_helplines_and_that_we_never_ask_are_no_fault(session: Session, officer: Officer, now: datetime) -> None:
    words = {SW: "Piga 1195 au 116. Hatuombi pesa kamwe. Open till 5."}

    assert saved_replies.save(session, None, "Msaada", words, "kitui", officer, now).id


def test_it_says_who_changed_it_and_is_offered_no_more_once_retired(
    session: Session, officer: Officer, now: datetime
) -> None:
    saved, other, later = save(session, officer, now), make_officer(session, "mumo"), now + timedelta(days=1)
    saved_replies.save(session, saved, "Lori", {SW: "Jumamosi."}, "kitui", other, later)
    assert (saved.title, saved.words, saved.officer_id, saved.changed_at) == (
        "Lori", {"sw": "Jumamosi."}, other.id, later,
    )  # fmt: skip

    saved_replies.retire(saved, officer, later)

    assert saved_replies.listed(session, None) == []
    for again in (
        lambda: saved_replies.retire(saved, officer, later),
        lambda: saved_replies.save(session, saved, "Lori", {SW: "Leo."}, "kitui", officer, later),
    ):
        with pytest.raises(Refusal, match="meanwhile"):
            again()
