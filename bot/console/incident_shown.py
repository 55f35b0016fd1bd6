"""A report as pages may show it: no number, not even masked; a code word that is another one for every report."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort
from sqlalchemy import select

from bot.console import incident_words as say
from bot.console.access import current_officer
from bot.console.words import _, hour, moment
from bot.services import services, session
from domain import incidents
from domain.hours import ROUND, local
from domain.incidents import Incident
from domain.officers import Officer
from domain.sealed_columns import SealedColumn
from domain.sightings import Sighting
from domain.triage import Level
from domain.vault import Unsealable

QUARTER = 15  # minutes to which lists round what is due, for it tells when a report came
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Toned = tuple[str, str]  # words and the tone of the tag they stand in


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page may say of a report; its words are not in it. `advised`: another level than the one it has, or ""."""

    id: int
    code_word: str
    kind: str
    level: Toned
    advised: str
    place: str
    sources: int
    verification: Toned
    handling: Toned
    told: datetime  # the full hour
    due: str  # the next step and by when, or ""
    late: str


def shown(incident: Incident, to: int = ROUND) -> Shown:
    """A report in the words of the page; `to`: minutes to which its clock is rounded down."""
    advised = incident.advised if incident.advised is not incident.level else None
    return Shown(
        id=incident.id,
        code_word=incident.code_word,
        kind=_(say.KINDS[incident.kind]),
        level=toned(say.LEVELS[incident.level]),
        advised=_(say.LEVELS[advised][0]) if advised else "",
        place=place(incident.ward),
        sources=incident.sources,
        verification=toned(say.VERIFICATIONS[incident.verification]),
        handling=toned(say.HANDLINGS[incident.handling]),
        told=rounded(incident.opened_at, 60),
        due=due(incident, to),
        late=late(incident),
    )


def due(incident: Incident, to: int) -> str:
    """What is to be done next, and by when."""
    new = incident.taken_up_at is None
    if incident.due_at is None:
        return ""
    if new and incident.level is Level.CRITICAL:
        return _("Take it up at once")
    at, today = rounded(incident.due_at, to), local(services().now()).date()
    when = hour(at) if at.date() == today else moment(at)
    if new:
        return _("Take it up by %(when)s", when=when)
    if incident.verification not in incidents.VERIFIED:
        return _("Verify it by %(when)s", when=when)
    return _("Next step by %(when)s", when=when)


def late(incident: Incident) -> str:
    """By how long the next step is overdue, in full hours or days; "" when it is not."""
    if incident.due_at is None or not incident.late(services().now()):
        return ""
    overdue = services().now() - incident.due_at
    if overdue < HOUR:
        return _("Late")
    if overdue < 2 * DAY:
        return _("Late: %(hours)s h", hours=overdue // HOUR)
    return _("Late: %(days)s d", days=overdue // DAY)


def rounded(moment: datetime, minutes: int) -> datetime:
    """The moment in Nairobi, down to so many full minutes of its hour."""
    here = local(moment)
    return here.replace(minute=here.minute - here.minute % minutes, second=0, microsecond=0)


def toned(label: Toned) -> Toned:
    return _(label[0]), label[1]


def place(ward: str | None) -> str:
    """The ward and its county."""
    places = services().places
    if ward is None:
        return _("Place not given")
    return f"{places[ward].display_name}, {places[places[ward].county].display_name}"


def subject(incident: Incident) -> str:
    """What the audit calls it."""
    return f"incident {incident.id}"


def visible(incident: Incident | None) -> Incident:
    """The report, for a peace officer of its county; 404 for anybody else."""
    if incident is None or not incidents.seen_by(current_officer(), incident, services().now()):
        abort(404)
    return incident


def reached(sighting_id: int) -> tuple[Sighting, Incident]:
    """One telling and the report it is of, for a peace officer of its county; 404 for anybody else."""
    sighting = session().get(Sighting, sighting_id) or abort(404)
    return sighting, visible(session().get(Incident, sighting.incident_id))


def opened(column: SealedColumn, row: object) -> str:
    """The words kept in this row, or "" where there are none."""
    try:
        return column.read(services().vault, row)
    except Unsealable:
        return _("These words were sealed under a key that is not here. Ask the administrator.")


def names(ids: set[int]) -> dict[int, str]:
    """What these officers are called."""
    return {officer.id: officer.name for officer in session().scalars(select(Officer).where(Officer.id.in_(ids)))}
