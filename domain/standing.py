"""Who may write a message, stand for it and stop it: the same for a bulletin and for a series of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from domain import hours
from domain.languages import Language
from domain.officers import Officer, Role
from domain.refusals import Refusal


def check_writer(officer: Officer, areas: Sequence[str], now: datetime) -> None:
    """Refuse who does not write for all of these counties."""
    if not _holds(officer, Role.OFFICER, areas, now):
        raise Refusal("You do not write bulletins for all of these counties.")


def check_approver(officer: Officer, areas: Sequence[str], kind: str, now: datetime) -> None:
    """Refuse who does not approve this kind in all of these counties. Who had a hand in it is the caller's to know."""
    if not _holds(officer, Role.APPROVER, areas, now, kind):
        raise Refusal("You do not approve bulletins of this kind in these counties.")


def check_stopper(officer: Officer, areas: Sequence[str], kind: str, now: datetime) -> None:
    """Refuse who neither writes nor approves it: who may do either may stop it, their own as well."""
    if not _holds(officer, Role.OFFICER, areas, now) and not _holds(officer, Role.APPROVER, areas, now, kind):
        raise Refusal("You neither write nor approve bulletins of this kind in these counties.")


def speaks(officer: Officer, language: Language, counties: Collection[str], on: date) -> bool:
    """Whether this officer signs the language in one of these counties; without any, wherever they hold the role."""
    return any(officer.may(Role.REVIEWER, on, county=county, language=language) for county in counties or (None,))


def check_speaker(officer: Officer, language: Language, counties: Collection[str], on: date) -> None:
    """Refuse who does not."""
    if not speaks(officer, language, counties, on):
        raise Refusal("You do not sign texts in this language.")


def _holds(officer: Officer, role: Role, areas: Sequence[str], now: datetime, kind: str | None = None) -> bool:
    return officer.may_everywhere(role, hours.local(now).date(), list(areas), kind=kind)
