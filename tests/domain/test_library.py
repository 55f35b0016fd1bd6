"""The library's rules: versions, who approves and signs, what may be used and until when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy.orm import Session, sessionmaker

from domain import library_drafting, library_shelves
from domain.bulletins import Kind
from domain.drafting import Words
from domain.languages import Language
from domain.library import ForWhom, LibraryEntry, PeaceTopic, locked, usable
from domain.library_drafting import About, Content
from domain.library_shelves import Standing, standing
from domain.officers import Grant, Officer, Role
from domain.peace_checks import OF_TEXT
from domain.phases import Phase
from domain.refusals import Refusal
from domain.signed_words import Form
from tests.make import make_officer

SW, KAM = (Language.SWAHILI, Form.SMS), (Language.KAMBA, Form.SMS)
DROUGHT = About(title="Tahadhari", kind=Kind.DROUGHT, phase=Phase.ALERT, for_whom=ForWhom.FARMERS)
PEACE = About(title="Maji", kind=Kind.PEACE, topic=PeaceTopic.WATER_POINTS)
TODAY = date(2026, 11, 24)


def content(texts: dict[tuple[Language, Form], str] | None = None, review_on: date | None = None) -> Content:
    words = {key: Words(body, body) for key, body in (texts or {SW: "NDMA {date}: panda mtama. {code}"}).items()}
    return Content(source="KMD 2022", verified=True, review_on=review_on, texts=words)


@pytest.fixture
def officers(session: Session) -> dict[str, Officer]:
    grants: dict[str, Sequence[Grant]] = {
        "writer": [Grant(role=Role.OFFICER)],
        "speaker": [Grant(role=Role.REVIEWER, language=one) for one in Language],
        "approver": [Grant(role=Role.APPROVER)],
        "of_kitui": [Grant(role=Role.APPROVER, county="kitui"), Grant(role=Role.OFFICER, county="kitui")],
        "of_peace": [Grant(role=Role.APPROVER, kind="peace")],
    }
    return {name: make_officer(session, name.replace("_", "."), *given) for name, given in grants.items()}


def started(session: Session, officers: dict[str, Officer], now: datetime, about: About = DROUGHT) -> LibraryEntry:
    """Written and signed in Swahili."""
    entry = library_drafting.start(officers["writer"], about, content(), now)
    session.add(entry)
    session.flush()
    text = entry.newest.texts[0]
    library_drafting.sign(entry, text, officers["speaker"], now, seen=text.fingerprint())
    return entry


def approve(entry: LibraryEntry, officer: Officer, now: datetime, checks: Sequence[str] = ()) -> None:
    entry.newest.approve(officer, now, seen=entry.newest.fingerprint(), checks=checks)


@pytest.mark.parametrize(
    ("who", "county", "kind", "why"),
    [
        ("writer", None, Kind.DROUGHT, "you wrote this text"),
        ("of_kitui", None, Kind.DROUGHT, "You do not approve"),
        ("of_kitui", "makueni", Kind.DROUGHT, "You do not approve"),
        ("of_kitui", "kitui", Kind.DROUGHT, ""),
        ("of_peace", None, Kind.DROUGHT, "You do not approve"),
        ("of_peace", None, Kind.PEACE, ""),
        ("approver", None, Kind.DROUGHT, ""),
    ],
)
def test_who_may_approve(session, officers, now, who, county, kind, why):
    about = DROUGHT if kind is Kind.DROUGHT else PEACE
    entry = started(session, officers, now, about)
    entry.county = county
    officers["writer"].grants.append(Grant(role=Role.APPROVER))

    if why:
        with pytest.raises(Refusal, match=why):
            approve(entry, officers[who], now, OF_TEXT)
    else:
        approve(entry, officers[who], now, OF_TEXT)
    assert usable(entry.newest, TODAY) == (not why)


@pytest.mark.parametrize(
    ("review_on", "why"),
    [(TODAY, "must lie ahead"), (date(2029, 11, 26), "too far ahead"), (date.max, "too far ahead")],
)
def test_a_day_to_read_it_again_lies_ahead_but_not_for_ever(session, officers, now, review_on, why):
    with pytest.raises(Refusal, match=why):
        library_drafting.start(officers["writer"], DROUGHT, content(review_on=review_on), now)


@pytest.mark.parametrize(
    ("title", "key", "body"),
    [
        ("x" * 121, SW, "a"),
        ("x", SW, "a" * 1601),
        ("x", (Language.SWAHILI, Form.INTERMEDIARY), "a" * 1601),
        ("x", (Language.SWAHILI, Form.RADIO), "a" * 20_001),
    ],
)
def test_what_is_too_long_is_refused_by_a_letter(session, officers, now, title, key, body):
    with pytest.raises(Refusal, match="is too long: at most"):
        library_drafting.start(officers["writer"], replace(DROUGHT, title=title), content({key: body}), now)
    fits = replace(DROUGHT, title=title[:120])
    library_drafting.start(officers["writer"], fits, content({key: body[:-1] or "a"}), now)


def test_a_text_kept_with_the_last_day_of_the_calendar_is_still_shown(session, officers, now):
    entry = started(session, officers, now)
    entry.newest.review_on = date.max

    assert standing(entry, TODAY) is Standing.READY


def test_who_only_changed_the_source_or_once_wrote_a_text_does_not_approve(session, officers, now):
    entry = started(session, officers, now)
    officers["of_kitui"].grants.extend([Grant(role=Role.OFFICER), Grant(role=Role.APPROVER)])
    library_drafting.revise(entry, officers["of_kitui"], "Tahadhari", content(), now)

    with pytest.raises(Refusal, match="you wrote this text"):
        approve(entry, officers["of_kitui"], now)


def test_without_a_signed_swahili_text_nothing_is_approved(session, officers, now):
    entry = library_drafting.start(officers["writer"], DROUGHT, content(), now)
    session.add(entry)
    session.flush()

    with pytest.raises(Refusal, match="A Swahili reviewer must sign"):
        approve(entry, officers["approver"], now)
    assert standing(entry, TODAY) is Standing.UNSIGNED


def test_a_form_without_its_swahili_is_not_approved(session, officers, now):
    entry = started(session, officers, now)
    texts = {SW: entry.newest.texts[0].body, (Language.KAMBA, Form.RADIO): "NDMA {date}"}
    library_drafting.revise(entry, officers["writer"], "x", content(texts), now)

    with pytest.raises(Refusal, match="Each form needs its Swahili"):
        approve(entry, officers["approver"], now)


def test_a_peace_text_needs_every_question_answered(session, officers, now):
    entry = started(session, officers, now, PEACE)

    with pytest.raises(Refusal, match="every question"):
        approve(entry, officers["approver"], now, OF_TEXT[1:])
    approve(entry, officers["approver"], now, OF_TEXT)
    assert entry.newest.checks == [question.value for question in OF_TEXT]


def test_a_change_to_an_approved_version_is_the_next_and_keeps_the_names_under_what_stayed(session, officers, now):
    entry = started(session, officers, now)
    approve(entry, officers["approver"], now)
    first = entry.newest

    texts = {SW: first.texts[0].body, KAM: "NDMA {date}: vanda mũvya. {code}"}
    second = library_drafting.revise(entry, officers["writer"], "Tahadhari 2", content(texts), now)

    assert (first.approved, first.number, second.number, second.approved_at) == (True, 1, 2, None)
    assert [text.signed for text in second.texts] == [True, False]
    assert entry.in_use(TODAY) is first
    assert standing(entry, TODAY) is Standing.APPROVED
    approve(entry, officers["approver"], now)
    assert entry.in_use(TODAY) is second


def test_a_speaker_may_sign_the_approved_words_later_and_the_approval_stands(session, officers, now):
    texts = {SW: "NDMA {date}: panda mtama", KAM: "NDMA {date}: vanda mũvya"}
    entry = library_drafting.start(officers["writer"], DROUGHT, content(texts), now)
    session.add(entry)
    session.flush()
    swahili, kamba = entry.newest.texts
    library_drafting.sign(entry, swahili, officers["speaker"], now, seen=swahili.fingerprint())
    approve(entry, officers["approver"], now)

    library_drafting.sign(entry, kamba, officers["speaker"], now, seen=kamba.fingerprint())

    assert usable(entry.newest, TODAY)
    kamba.body = "NDMA {date}: vanda mbemba"
    assert not usable(entry.newest, TODAY)


def test_a_broken_blank_leaves_nothing_half_written(session, officers, now):
    with pytest.raises(Refusal, match=r"lacks \{code\}"):
        library_drafting.start(officers["writer"], DROUGHT, content({SW: "{date} {code}", KAM: "{date}"}), now)
    session.flush()

    assert library_shelves.entries(session, None) == []


@pytest.mark.parametrize(
    ("days", "state", "used"),
    [
        (0, Standing.APPROVED, True),
        (30, Standing.APPROVED, True),
        (31, Standing.REVIEW_DUE, True),
        (30 + 365, Standing.REVIEW_DUE, True),
        (30 + 366, Standing.TOO_OLD, False),
    ],
)
def test_what_nobody_read_again_for_a_year_after_its_day_is_not_used(session, officers, now, days, state, used):
    entry = started(session, officers, now)
    entry.newest.review_on = TODAY + timedelta(days=30)
    approve(entry, officers["approver"], now)
    session.flush()
    later = TODAY + timedelta(days=days)

    assert (standing(entry, later), usable(entry.newest, later)) == (state, used)


@pytest.mark.parametrize(("later", "first"), [(0, Standing.APPROVED), (800, Standing.TOO_OLD)])
def test_the_next_version_reaches_an_approver_while_an_older_one_stands(session, officers, now, later, first):
    entry, on = started(session, officers, now), TODAY + timedelta(days=later)
    approve(entry, officers["approver"], now)
    library_drafting.revise(entry, officers["writer"], "a", content({SW: "NDMA {date}: panda kunde"}), now)
    assert library_shelves.standings(entry, on) == [first, Standing.UNSIGNED]
    text = entry.newest.texts[0]
    library_drafting.sign(entry, text, officers["speaker"], now, seen=text.fingerprint())

    assert library_shelves.in_state(session, None, on, Standing.READY) == [entry]
    approve(entry, officers["approver"], now)
    assert len(library_shelves.standings(entry, on)) == 1


def test_a_withdrawn_text_is_used_and_changed_by_nobody(session, officers, now):
    entry = started(session, officers, now)
    approve(entry, officers["approver"], now)
    session.flush()

    with pytest.raises(Refusal, match="Say why"):
        entry.withdraw(officers["approver"], " ", now)
    with pytest.raises(Refusal, match="neither write nor approve"):
        entry.withdraw(officers["of_kitui"], "Wrong seed", now)
    entry.withdraw(officers["writer"], "Wrong seed", now)

    assert not usable(entry.newest, TODAY)
    assert library_shelves.offers(session, Kind.DROUGHT, ["kitui"], TODAY) == []
    with pytest.raises(Refusal, match="was withdrawn"):
        library_drafting.revise(entry, officers["writer"], "x", content(), now)


def test_a_county_makes_a_text_its_own_with_the_names_under_it(session, officers, now):
    entry = started(session, officers, now)
    own = library_drafting.copy_to(entry.newest, "kitui", officers["of_kitui"], now)
    session.add(own)
    session.flush()

    assert own.newest.texts[0].signed
    with pytest.raises(Refusal, match="you wrote this text"):
        approve(own, officers["of_kitui"], now)
    with pytest.raises(Refusal, match="You do not write"):
        library_drafting.copy_to(entry.newest, "makueni", officers["of_kitui"], now)


def test_what_is_offered_for_a_bulletin(session, officers, now):
    everywhere, of_kitui, draft = (started(session, officers, now) for _ in range(3))
    library_drafting.revise(everywhere, officers["writer"], "a", content({SW: "NDMA {area} {date}"}), now)
    text = everywhere.newest.texts[0]
    library_drafting.sign(everywhere, text, officers["speaker"], now, seen=text.fingerprint())
    of_kitui.county = "kitui"
    for entry in (everywhere, of_kitui):
        approve(entry, officers["approver"], now)
    session.flush()

    def offered(*counties: str, **asked: object) -> list[tuple[int, bool]]:
        found = library_shelves.offers(session, Kind.DROUGHT, counties, TODAY, **asked)  # type: ignore[arg-type]
        return [(offer.entry.id, offer.usable) for offer in found]

    assert sorted(offered("kitui")[:2]) == [(everywhere.id, True), (of_kitui.id, True)]
    assert offered("kitui")[2:] == [(draft.id, False)]
    assert offered("kitui", "makueni") == [(everywhere.id, True), (draft.id, False)]
    assert offered("kitui", phase=Phase.ALARM) == []


def test_of_two_approvals_at_once_one_wins_and_the_other_is_told(
    sessions: sessionmaker[Session], session: Session, officers: dict[str, Officer], now: datetime
) -> None:
    entry = started(session, officers, now)
    second = make_officer(session, "second", Grant(role=Role.APPROVER))
    session.commit()
    seen, both, said = entry.newest.fingerprint(), Barrier(2), []

    def decide(officer_id: int) -> None:
        with sessions() as own:
            officer = own.get(Officer, officer_id)
            both.wait(timeout=10)
            held = locked(own, entry.id)
            assert officer is not None
            assert held is not None
            try:
                held.newest.approve(officer, now, seen=seen)
                own.commit()
                said.append("approved")
            except Refusal as refusal:
                said.append(str(refusal))

    deciding = [Thread(target=decide, args=[officer.id]) for officer in (officers["approver"], second)]
    for thread in deciding:
        thread.start()
    for thread in deciding:
        thread.join(timeout=20)

    assert sorted(said)[::-1] == [
        "approved", "Somebody changed or approved this text while you read. Look at it again, then decide."
    ]  # fmt: skip
