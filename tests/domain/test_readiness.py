"""What must be true before the service goes live, without a database; and what a person confirms, with one."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain import confirmations, readiness, readiness_facts
from domain.areas import Gazetteer
from domain.confirmations import NOT_SO, SO, Confirmation
from domain.heartbeats import CLOCK
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.readiness import CONFIRMED, HELPLINES, Facts, Line, Need, Standing
from domain.refusals import Refusal
from domain.senders import Sender, SenderClass, Use
from tests.make import make_officer

NAMES = {
    Use.WARNINGS: Sender(use=Use.WARNINGS, name="NDMA", sender_class=SenderClass.TRANSACTIONAL),
    Use.PEACE: Sender(use=Use.PEACE, name="AMANI", sender_class=SenderClass.PROMOTIONAL),
    Use.REPLIES: Sender(use=Use.REPLIES, name="20880", sender_class=SenderClass.SHORT_CODE),
}
CONFIRMABLE = [
    *(f"{need} Safaricom" for need in (Need.ZERO_RATED, Need.REAL_TEST)),
    *(f"{Need.HELPLINE} {number}" for number in HELPLINES),
    Need.REGISTRATION,
]


def somebody(number: int, *grants: Grant) -> Officer:
    officer = Officer(username=f"afisa{number}", name=f"Afisa {number}", grants=list(grants))
    officer.id = number
    return officer


WRITER, READER = Grant(role=Role.OFFICER), Grant(role=Role.REVIEWER, language=Language.SWAHILI)
KAMBA = Grant(role=Role.REVIEWER, language=Language.KAMBA)


def said(what: str, at: datetime, value: str = SO) -> Confirmation:
    return Confirmation(what=what, value=value, note="", officer_id=1, at=at)


@pytest.fixture
def whole(now: datetime) -> Facts:
    """Kitui as it may go live: one writes, two approve and sign, one handles reports."""
    return Facts(
        senders=NAMES,
        officers=[
            somebody(1, WRITER),
            somebody(2, Grant(role=Role.APPROVER), READER, KAMBA),
            somebody(3, Grant(role=Role.APPROVER, county="kitui")),
            somebody(4, Grant(role=Role.PEACE), Grant(role=Role.PROTECTION)),
        ],
        with_second_factor={2, 3, 4},
        gaps={"kitui": 0},
        unzoned={"kitui": 0},
        unsigned={Language.SWAHILI: 0},
        backed_up=True,
        alive={CLOCK: True},
        operators=["Safaricom"],
        said={what: said(what, now) for what in CONFIRMABLE},
    )


def lacking(facts: Facts, now: datetime) -> set[tuple[Need, str]]:
    return {(line.need, line.about) for line in readiness.lines(facts, now) if not line.done}


def test_a_county_of_four_people_may_go_live(whole: Facts, now: datetime) -> None:
    assert lacking(whole, now) == set()
    assert readiness.missing(readiness.lines(whole, now)) == 0


@pytest.mark.parametrize(
    ("officers", "missing"),
    [
        # Who writes alone approves and signs nothing of their own.
        (
            [somebody(1, WRITER, Grant(role=Role.APPROVER), READER, KAMBA)],
            {(Need.APPROVER, "drought"), (Need.APPROVER, "peace"), (Need.REVIEWER, "sw"), (Need.REVIEWER, "kam"),
             (Need.NIGHT_APPROVER, "")},
        ),
        # Where two write, each may approve what the other wrote; at night a third person is wanted.
        (
            [somebody(number, WRITER, Grant(role=Role.APPROVER), READER, KAMBA) for number in (1, 2)],
            {(Need.NIGHT_APPROVER, "")},
        ),
        # A role for one kind, of another county, or of the past counts for nothing here.
        (
            [
                somebody(1, WRITER),
                somebody(2, Grant(role=Role.APPROVER, kind="drought"), READER),
                somebody(3, Grant(role=Role.APPROVER, kind="drought", county="makueni"), KAMBA),
            ],
            {(Need.APPROVER, "peace"), (Need.NIGHT_APPROVER, "")},
        ),
    ],
)  # fmt: skip
def test_nobody_alone_carries_a_warning(
    whole: Facts, now: datetime, officers: list[Officer], missing: set[tuple[Need, str]]
) -> None:
    staffed = replace(whole, officers=[*officers, whole.officers[3]], with_second_factor={1, 2, 3, 4})

    assert lacking(staffed, now) == missing


def test_a_role_that_has_ended_is_nobody(whole: Facts, now: datetime) -> None:
    past = somebody(1, Grant(role=Role.OFFICER, ends_on=now.date() - timedelta(days=1)))

    assert lacking(replace(whole, officers=[past, *whole.officers[1:]]), now) == {(Need.WRITER, "")}


def test_names_count_by_how_the_operators_registered_them(whole: Facts, now: datetime) -> None:
    shared = NAMES | {Use.PEACE: Sender(use=Use.PEACE, name="NDMA", sender_class=SenderClass.TRANSACTIONAL)}
    unnamed = NAMES | {Use.WARNINGS: Sender(use=Use.WARNINGS, name=None, sender_class=SenderClass.TRANSACTIONAL)}

    assert lacking(replace(whole, senders=shared), now) == {(Need.PEACE_NAME, "")}
    assert lacking(replace(whole, senders=unnamed), now) == {(Need.WARNING_NAME, "")}
    assert len(lacking(replace(whole, senders={}), now)) == 3


def test_the_code_that_stands_for_none_does_not_count_as_a_short_code(whole: Facts, now: datetime) -> None:
    pending = NAMES | {Use.REPLIES: Sender(use=Use.REPLIES, name="00000", sender_class=SenderClass.SHORT_CODE)}

    assert lacking(replace(whole, senders=pending), now) == {(Need.SHORT_CODE, "")}


def test_what_is_counted_or_silent_is_told(whole: Facts, now: datetime) -> None:
    lead = somebody(5, Grant(role=Role.LEAD))
    bare = replace(
        whole, gaps={"kitui": 2}, unzoned={"kitui": 5}, unsigned={Language.TAITA: 7}, alive={CLOCK: False},
        officers=[*whole.officers, lead], with_second_factor={3},
    )  # fmt: skip

    found = {line.need: line for line in readiness.lines(bare, now) if not line.done}

    assert {need: line.lacking for need, line in found.items()} == {
        Need.ROSTER: 2, Need.ZONES: 5, Need.WORDS: 7, Need.ALIVE: 0, Need.SECOND_FACTOR: 3,
    }  # fmt: skip
    assert [officer.id for officer in found[Need.SECOND_FACTOR].who] == [2, 4, 5]


@pytest.mark.parametrize(
    ("what", "days", "standing"),
    [
        ("helpline 1195", 180, Standing.DONE),
        ("helpline 1195", 181, Standing.AGAIN),
        ("registration", 730, Standing.DONE),
        ("registration", 731, Standing.AGAIN),
        ("real test Safaricom", 4000, Standing.DONE),
    ],
)
def test_what_was_confirmed_grows_old(whole: Facts, now: datetime, what: str, days: int, standing: Standing) -> None:
    old = replace(whole, said={**whole.said, what: said(what, now - timedelta(days=days))})

    assert of(old, what, now).standing is standing


def of(facts: Facts, what: str, now: datetime) -> Line:
    return next(line for line in readiness.lines(facts, now) if line.need in CONFIRMED and line.what == what)


def test_what_was_taken_back_is_missing(whole: Facts, now: datetime) -> None:
    back = replace(whole, said={**whole.said, "helpline 116": said("helpline 116", now, NOT_SO)})

    assert of(back, "helpline 116", now).standing is Standing.MISSING


def test_the_newest_word_counts_and_the_second_of_two_is_told(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    kilonzo = make_officer(session, "kilonzo")
    first = confirmations.say(session, kilonzo, "helpline 116", SO, " rang  twice ", seen=0, now=now)
    with pytest.raises(Refusal, match="while you read"):
        confirmations.say(session, kilonzo, "helpline 116", SO, "", seen=0, now=now)
    back = confirmations.say(session, kilonzo, "helpline 116", NOT_SO, "0711000001 lied", seen=first.id, now=now)

    facts = readiness_facts.gather(session, places, now, unsigned={}, alive={}, operators=[], backed_up=False)

    assert facts.said == {"helpline 116": back}
    assert (first.note, back.note) == ("rang twice", "[number] lied")
    assert facts.gaps == dict.fromkeys(("kitui", "makueni", "taita-taveta"), 159)
