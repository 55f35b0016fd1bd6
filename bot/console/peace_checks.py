"""What an approver is asked of a peace message, and the open conflicts where it would be read."""

from collections.abc import Collection

from werkzeug.datastructures import MultiDict

from bot.console.incident_words import KINDS
from bot.console.words import N_, _, area_name, count
from bot.services import services, session
from domain import peace_checks
from domain.bulletins import Bulletin, Kind
from domain.peace_checks import FEWEST_SHOWN, OF_SENDING, PeaceCheck
from domain.series import Series

QUESTIONS = {
    PeaceCheck.NOBODY_NAMED: N_("It names no person, family, clan, community or party, nor hints at one."),
    PeaceCheck.NO_PLACE_OF_QUARREL: N_("It names no place where people quarrel."),
    PeaceCheck.NO_INCIDENT: N_("It says nothing of an incident that is open or happened lately."),
    PeaceCheck.NO_RUMOUR: N_("It repeats no rumour, not even to deny it."),
    PeaceCheck.BOTH_SIDES: N_("Whoever stands on the other side may read it and feels neither blamed nor left out."),
    PeaceCheck.SPEAKER_NAMED: N_("It says who speaks: a service both sides trust."),
    PeaceCheck.WIDE: N_("It goes to a constituency or more, so that it points at nobody."),
    PeaceCheck.NEUTRAL_AT_BORDERS: N_("Border wards get it in Swahili that takes no side."),
    PeaceCheck.BY_DAY: N_("It does not arrive in the evening, when nobody can be asked."),
    PeaceCheck.NOT_PUBLIC: N_("It stays out of the archive and of CAP, or the county asked for it to be there."),
}


def questions(asked: tuple[PeaceCheck, ...]) -> list[tuple[str, str]]:
    """Each with its name in the form."""
    return [(question.value, _(QUESTIONS[question])) for question in asked]


def questions_about(message: Bulletin | Series) -> list[tuple[str, str]]:
    """What is asked before this one is approved: nothing, unless it carries a peace message."""
    return questions(OF_SENDING) if message.kind is Kind.PEACE else []


def check_answers(form: MultiDict[str, str], message: Bulletin | Series) -> list[str]:
    """The questions answered with yes, for the audit. Raises `Refusal` while one is open."""
    asked = OF_SENDING if message.kind is Kind.PEACE else ()
    return peace_checks.check(form.getlist("peace"), asked)


def open_incidents(message: Bulletin | Series) -> list[tuple[str, str, str]]:
    """Constituency, kind and number of what is open inside a peace message's areas, in words."""
    return open_inside(message.areas) if message.kind is Kind.PEACE else []


def open_inside(areas: Collection[str]) -> list[tuple[str, str, str]]:
    """The same inside any areas."""
    return [
        (area_name(found.constituency), _(KINDS[found.kind]), _number(found.number))
        for found in peace_checks.open_incidents(session(), areas, services().places)
    ]


def _number(number: int | None) -> str:
    return _("fewer than %(few)s", few=FEWEST_SHOWN) if number is None else count(number)
