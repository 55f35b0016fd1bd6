"""When a bulletin may leave: by its kind, by the name it goes out as, by night, and how late is too late."""

from datetime import datetime, timedelta

import pytest

from domain.bulletins import Bulletin, Follow, Kind
from domain.hours import at_wall_time
from domain.leaving import GRACE, is_too_late, timing
from domain.life_cycle import State
from domain.senders import Sender, SenderClass, Use

NAME = Sender(use=Use.PEACE, name="AMANI", sender_class=SenderClass.PROMOTIONAL)
OURS = Sender(use=Use.WARNINGS, name="MBIU", sender_class=SenderClass.TRANSACTIONAL)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return at_wall_time(datetime(year, month, day, hour, minute))  # noqa: DTZ001  typed without a zone


def bulletin(kind: Kind = Kind.DROUGHT, *, send_at: datetime, days: int = 30) -> Bulletin:
    return Bulletin(
        title="Ukame",
        kind=kind,
        areas=["kitui"],
        send_at=send_at,
        expires_at=send_at + timedelta(days=days),
        author_id=1,
        created_at=send_at,
        state=State.APPROVED,
    )


@pytest.mark.parametrize(
    ("kind", "sender", "by_night", "leaves"),
    [
        (Kind.DROUGHT, OURS, False, at(25, 7)),
        (Kind.DROUGHT, None, False, at(25, 7)),
        (Kind.DROUGHT, OURS, True, at(24, 19)),
        (Kind.PEACE, OURS, False, at(25, 7)),
        (Kind.PEACE, NAME, False, at(25, 8)),
        (Kind.PEACE, NAME, True, at(25, 8)),  # what we allow at night opens our hours, never the operator's
        (Kind.NOTICE, OURS, False, at(25, 7)),
    ],
)
def test_what_is_due_at_seven_in_the_evening_waits_for_its_own_morning(
    kind: Kind, sender: Sender | None, by_night: bool, leaves: datetime
) -> None:
    it = bulletin(kind, send_at=at(24, 19))
    it.night_approver_id = 7 if by_night else None

    when = timing(it, sender)

    assert when.leaves_at(at(24, 19)) == leaves
    assert when.may_leave(leaves)
    assert not when.may_leave(leaves - timedelta(seconds=1))


def test_once_it_has_started_the_class_it_began_with_counts() -> None:
    it = bulletin(Kind.PEACE, send_at=at(24, 9))
    it.sent_class = SenderClass.PROMOTIONAL

    assert not timing(it, OURS).may_leave(at(24, 18))
    assert timing(it, OURS).may_leave(at(24, 17, 59))


def test_one_that_expires_in_the_night_has_no_moment_to_leave() -> None:
    night = bulletin(send_at=at(24, 20))
    night.expires_at = at(25, 7)

    assert not timing(night, OURS).can_leave
    night.expires_at = at(25, 7, 1)
    assert timing(night, OURS).can_leave


@pytest.mark.parametrize(
    ("kind", "sender", "send_at", "latest"),
    [
        (Kind.DROUGHT, OURS, at(24, 9), at(24, 15)),
        (Kind.DROUGHT, OURS, at(24, 17), at(25, 11)),  # two hours in the evening, four after the night
        (Kind.DROUGHT, OURS, at(24, 21), at(25, 13)),  # its first moment is at seven
        (Kind.DROUGHT, OURS, at(30, 18), at(1, 12, month=12)),
        (Kind.DROUGHT, OURS, at(31, 18, month=12), at(1, 12, month=1, year=2027)),
        (Kind.PEACE, OURS, at(24, 9), at(24, 11)),
        (Kind.PEACE, NAME, at(24, 17), at(25, 9)),
        (Kind.PEACE, NAME, at(24, 18), at(25, 10)),
        (Kind.NOTICE, OURS, at(28, 18, 30, month=2), at(1, 8, 30, month=3)),
    ],
)
def test_the_grace_of_a_kind_counts_only_hours_in_which_it_might_have_left(
    kind: Kind, sender: Sender, send_at: datetime, latest: datetime
) -> None:
    it = bulletin(kind, send_at=send_at)

    assert not is_too_late(it, sender, latest, waited_until=send_at)
    assert is_too_late(it, sender, latest + timedelta(seconds=1), waited_until=send_at)


def test_one_let_out_at_night_is_late_from_then_on() -> None:
    it = bulletin(send_at=at(24, 20))
    it.night_approver_id, it.night_allowed_at = 7, at(25, 1)

    assert not is_too_late(it, OURS, at(25, 7), waited_until=it.send_at)
    assert is_too_late(it, OURS, at(25, 7, 1), waited_until=it.send_at)


def test_what_waited_for_another_is_late_only_after_that() -> None:
    it = bulletin(send_at=at(24, 9))

    assert not is_too_late(it, OURS, at(24, 18), waited_until=at(24, 12))


def test_what_takes_a_warning_back_is_never_too_late() -> None:
    it = bulletin(send_at=at(24, 9))
    late = at(27, 9)

    assert is_too_late(it, OURS, late, waited_until=it.send_at)
    it.follow = Follow.CANCEL
    assert not is_too_late(it, OURS, late, waited_until=it.send_at)


def test_every_kind_has_a_grace() -> None:
    assert set(GRACE) == set(Kind)
