"""Who stands in, with which roles, for how long, and that nothing is handed on twice."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from domain import audit, deputies, officers
from domain.hours import local
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.refusals import Refusal
from domain.senders import of as sender_of
from tests.make import make_bulletin, make_officer

DAY = timedelta(days=1)


@pytest.fixture
def on(now: datetime) -> date:
    return local(now).date()


def pair(session: Session, *grants: Grant) -> tuple[Officer, Officer]:
    """A lead and the deputy named for them."""
    lead, deputy = make_officer(session, "nduku", *grants), make_officer(session, "muli")
    lead.deputy_id = deputy.id
    session.flush()
    return lead, deputy


def test_a_deputy_holds_the_roles_of_those_days_and_not_the_administrators(session: Session, on: date) -> None:
    lead, deputy = pair(
        session,
        Grant(role=Role.PEACE, county="kitui"),
        Grant(role=Role.APPROVER, kind="drought", ends_on=on + DAY),
        Grant(role=Role.LEAD, starts_on=on + 40 * DAY),
        Grant(role=Role.ADMIN),
    )

    deputies.begin(session, lead, on, on + 9 * DAY, on)

    held = [(one.role, one.county, one.kind, one.starts_on, one.ends_on, one.deputy_for) for one in deputy.grants]
    assert held == [
        (Role.PEACE, "kitui", None, on, on + 9 * DAY, lead.id),
        (Role.APPROVER, None, "drought", on, on + DAY, lead.id),
    ]
    assert deputy.roles(on + 10 * DAY) == set()
    assert lead.roles(on) == {Role.PEACE, Role.APPROVER, Role.ADMIN}


def test_what_is_held_as_a_deputy_is_not_handed_on(session: Session, on: date) -> None:
    lead, deputy = pair(session, Grant(role=Role.PEACE))
    third = make_officer(session, "wanza")
    deputies.begin(session, lead, on, on + DAY, on)
    deputies.name(session, deputy, third, on)

    with pytest.raises(Refusal, match="no role of these days"):
        deputies.begin(session, deputy, on, on + DAY, on)
    assert third.grants == []


def test_an_absence_ends_at_once_and_keeps_the_days_it_had(session: Session, on: date) -> None:
    lead, deputy = pair(session, Grant(role=Role.PEACE))
    deputies.begin(session, lead, on, on + 9 * DAY, on)

    assert deputies.end(session, lead, on + 3 * DAY) == {deputy.id}
    assert [one.ends_on for one in deputy.grants] == [on + 2 * DAY]
    assert deputies.end(session, lead, on + 3 * DAY) == set(), "somebody pressed twice"

    deputies.begin(session, lead, on + 5 * DAY, on + 6 * DAY, on + 3 * DAY)
    deputies.end(session, lead, on + 4 * DAY)
    assert len(deputy.grants) == 1, "what was never held is forgotten"


def test_a_role_taken_from_the_officer_is_taken_from_the_deputy(session: Session, on: date) -> None:
    over = Grant(role=Role.PEACE, county="kitui", ends_on=on - DAY)
    lead, deputy = pair(session, Grant(role=Role.PEACE, county="kitui"), Grant(role=Role.LEAD), over)
    deputies.begin(session, lead, on, on + DAY, on)

    lead.grants.pop(0)
    deputies.follow(session, lead, on)

    assert [one.role for one in deputy.grants] == [Role.LEAD]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(-1, 3, "has passed"), (3, 2, "comes before"), (0, 60, "at most 60 days"), (400, 401, "within a year")],
)
def test_days_that_do_not_fit_are_refused(session: Session, on: date, first: int, last: int, sentence: str) -> None:
    lead, deputy = pair(session, Grant(role=Role.PEACE))

    with pytest.raises(Refusal, match=sentence):
        deputies.begin(session, lead, on + first * DAY, on + last * DAY, on)

    assert deputy.grants == []


def test_nobody_stands_in_twice_or_unnamed_or_for_themselves(session: Session, on: date) -> None:
    lead, deputy = pair(session, Grant(role=Role.PEACE))
    deputies.begin(session, lead, on, on + 59 * DAY, on)

    closed = make_officer(session, "wanza", Grant(role=Role.PEACE))
    closed.active, closed.deputy_id = False, deputy.id
    session.flush()

    for refused in (
        lambda: deputies.begin(session, closed, on, on, on),
        lambda: deputies.begin(session, lead, on, on, on),
        lambda: deputies.name(session, lead, None, on),
        lambda: deputies.name(session, deputy, deputy, on),
        lambda: deputies.begin(session, deputy, on, on, on),
    ):
        with pytest.raises(Refusal):
            refused()


def test_a_deputy_approves_nothing_they_wrote(session: Session, now: datetime, on: date) -> None:
    lead, deputy = pair(session, Grant(role=Role.APPROVER))
    officers.grant(deputy, Grant(role=Role.OFFICER))
    signer = make_officer(session, "kioko", Grant(role=Role.REVIEWER, language=Language.SWAHILI))
    deputies.begin(session, lead, on, on, on)
    bulletin = make_bulletin(session, now, author=deputy, signers={Language.SWAHILI: signer})
    bulletin.submit(deputy, now)

    with pytest.raises(Refusal, match="you wrote or submitted"):
        bulletin.approve(deputy, now, sender_of(session, bulletin.kind.sender_use))


def test_in_whose_place_is_told_where_no_own_role_reaches_as_far(session: Session, on: date) -> None:
    lead, deputy = pair(session, Grant(role=Role.APPROVER), Grant(role=Role.PEACE, county="kitui"))
    officers.grant(deputy, Grant(role=Role.OFFICER))
    deputies.begin(session, lead, on, on, on)

    def place(*roles: Role, day: date = on) -> int | None:
        return deputies.in_whose_place(deputy, frozenset(roles), day)

    assert place(Role.APPROVER, Role.PEACE) == lead.id
    assert place(Role.APPROVER, Role.OFFICER) is None
    officers.grant(deputy, Grant(role=Role.PEACE, county="makueni"))
    assert place(Role.PEACE) == lead.id, "of another county"
    officers.grant(deputy, Grant(role=Role.PEACE, county="kitui"))
    assert place(Role.PEACE) is None
    assert place(Role.APPROVER, day=on + DAY) is None


def test_whoever_writes_of_an_officer_does_not_wait_for_a_change_of_their_roles(
    session: Session, sessions: sessionmaker[Session], now: datetime
) -> None:
    lead, _deputy = pair(session)
    session.commit()
    officers.held(session, lead.id)

    with sessions() as other:
        other.execute(text("SET LOCAL lock_timeout = '500ms'"))
        audit.record(other, lead.id, "read", "incident 1", now=now)
        other.flush()


def test_the_audit_says_from_where_and_in_whose_place(session: Session, now: datetime) -> None:
    lead, deputy = pair(session)
    session.info.update(session_id=7, deputy_for=lead.id)

    audit.record(session, deputy.id, "approved it", "bulletin 1", now=now)
    audit.record(session, None, "started", "bulletin 1", now=now)
    session.flush()

    lines = audit.history(session, "bulletin 1")
    assert [(line.session_id, line.deputy_for) for line in lines] == [(7, lead.id), (None, None)]
