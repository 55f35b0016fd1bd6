"""A report taken in: what a person told opens an incident, or is added to what the same phone told of it before."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from domain import advice, floods, redaction, reporters, sightings, sources, told_more
from domain.code_words import new_code_word
from domain.db import driver, next_id
from domain.incidents import Handling, Incident
from domain.languages import Language
from domain.moments import minute
from domain.phones import Phone
from domain.reporters import CallTime, Reporter, new_reporter
from domain.sealed_columns import SIGHTING_PLACE, SIGHTING_WORDS
from domain.sightings import Hurt, Sighting, Source, When, print_of
from domain.subscribers import Channel
from domain.taxonomy import TAXONOMY, Kind
from domain.triage import CLOCKS, Ground
from domain.vault import Vault


@dataclass(frozen=True, slots=True)
class Report:
    """What a person told us. `ward` None: they did not say where; `words` may be empty; None elsewhere: not told.

    `place` is nearer than the ward; `weapons` is asked by officers alone, no phone asks it.
    `may_text`, `may_call`: they allowed us to write to or call this phone about it.
    `continues`: the sighting that was filed while they went on telling, which this completes.
    """

    kind: Kind
    ward: str | None
    happened: When
    words: str
    language: Language
    place: str = ""
    ongoing: bool | None = None
    hurt: Hurt | None = None
    weapons: bool | None = None
    source: Source | None = None
    may_text: bool = False
    may_call: CallTime | None = None
    continues: int | None = None


class Filed(NamedTuple):
    """Where a report is kept. `new`: it opened the incident; `raised`: it made one that was there more urgent.

    `news`: those on duty are to hear of one that was there as of a new one; `reopened`: it was closed, which whoever
    files says on the timeline.
    """

    incident: Incident
    sighting: Sighting
    new: bool
    raised: bool = False
    news: bool = False
    reopened: bool = False


def file(
    session: Session,
    vault: Vault,
    phone: Phone | None,
    report: Report,
    now: datetime,
    *,
    channel: Channel,
    partial: bool = False,
    typed_by: int | None = None,
) -> Filed:
    """Keep a report: in the sighting it `continues`, beside what this phone told of the same, or as a new incident.

    The caller alerts officers. `phone` None: an officer typed it in for a caller who gave none. `partial`: they were
    cut off, or never said yes.
    """
    begun = _begun(session, report.continues)
    report = _without_own_number(report, sources.number_of(session, vault, begun.sighting) if begun else phone)
    if begun is not None:
        filed, of_this_phone = _add(session, vault, begun, report, now, partial=partial), 0
    else:
        filed = _keep(session, vault, phone, report, now, channel=channel, partial=partial, typed_by=typed_by)
        of_this_phone = reporters.filed_this_hour(session, vault, phone, now) if phone and filed.new else 0
    raised = advice.reckon(session, filed.incident, now)
    if typed_by is None:  # else an officer has listened
        floods.mark(session, vault, filed.incident, filed.sighting, now, of_this_phone=of_this_phone)
    return filed._replace(raised=raised and not filed.new)


def _keep(
    session: Session,
    vault: Vault,
    phone: Phone | None,
    report: Report,
    now: datetime,
    *,
    channel: Channel,
    partial: bool,
    typed_by: int | None,
) -> Filed:
    """A telling of its own: of the source that told of the same before, or the first of a new incident."""
    again = _again(session, vault, phone, report, now) if phone and typed_by is None else None
    incident = again.incident if again else open_incident(session, report.kind, report.ward, now)
    news = again is not None and told_more.again(session, vault, *again[:2], report.words, now)
    sighting = Sighting(
        incident_id=incident.id,
        number=again.sighting.number if again else 1,
        kind=report.kind,
        ward=report.ward,
        happened=report.happened,
        language=report.language,
        channel=channel,
        told_at=minute(now),
        typed_by=typed_by,
    )
    sighting.id = next_id(session, Sighting)
    _tell(vault, sighting, report, partial)
    session.add(sighting)
    session.flush()
    if phone is not None:
        reporter = new_reporter(vault, sighting.id, phone, now)
        reporter.may_text, reporter.may_call = report.may_text, report.may_call
        session.add(reporter)
    return Filed(incident, sighting, new=again is None, news=news)


def open_incident(session: Session, kind: Kind, ward: str | None, now: datetime) -> Incident:
    """A new incident under a code word of its own, which nobody has told of yet."""
    # The clocks of `domain.triage` need the minute, so a quiet hour still tells which answer belongs to a report. What
    # that answer leads to is therefore cut: its number's lookup goes within hours, joining is kept as a day.
    opened, level = minute(now), TAXONOMY[kind].level
    incident = Incident(
        code_word=unused_code_word(session),
        kind=kind,
        level=level,
        ward=ward,
        opened_at=opened,
        due_at=opened + CLOCKS[level].take_up,
        advised=level,
        grounds=[Ground.KIND],
    )
    session.add(incident)
    session.flush()
    return incident


def unused_code_word(session: Session) -> str:
    """A code word no incident ever had."""
    code_word = new_code_word()
    while driver(session).execute("SELECT id FROM incidents WHERE code_word = %s", (code_word,)).fetchone():
        code_word = new_code_word()
    return code_word


def _again(session: Session, vault: Vault, phone: Phone, report: Report, now: datetime) -> Filed | None:
    """What this phone told of the same, held; None once it is closed."""
    before = sources.told_before(session, vault, phone, report.ward, report.kind, report.words, now)
    begun = _begun(session, before)
    return begun if begun and begun.incident.open else None


def _begun(session: Session, sighting_id: int | None) -> Filed | None:
    """A sighting, held with its incident."""
    held = sightings.held(session, sighting_id) if sighting_id is not None else None
    return Filed(*held, new=False) if held else None


def _add(session: Session, vault: Vault, begun: Filed, report: Report, now: datetime, *, partial: bool) -> Filed:
    """What was told after it had been filed. An incident that was closed meanwhile is opened again."""
    incident, sighting = begun.incident, begun.sighting
    moved = sighting.partial and told_more.correct(session, vault, incident, sighting, report.ward, report.kind, now)
    _tell(vault, sighting, report, partial)
    if reopened := not incident.open:
        incident.handle(Handling.OPEN, minute(now))
    if (reporter := session.get(Reporter, sighting.id)) is not None:
        reporter.may_text = reporter.may_text or report.may_text
        reporter.may_call = report.may_call or reporter.may_call
    return begun._replace(news=moved or reopened, reopened=reopened)


def _without_own_number(report: Report, phone: Phone | None) -> Report:
    if phone is None:
        return report
    words, place = (redaction.without_own(text, phone) for text in (report.words, report.place))
    return replace(report, words=words, place=place)


def _tell(vault: Vault, sighting: Sighting, report: Report, partial: bool) -> None:
    """Put what was told into the row; what was not told this time stands."""
    before = SIGHTING_WORDS.read(vault, sighting)
    said = "\n".join(dict.fromkeys(filter(None, (before, report.words))))
    sighting.words_sealed = vault.seal(said, *SIGHTING_WORDS.of(sighting)) if said else None
    sighting.words_lookup = print_of(vault, said)
    if report.place:
        sighting.place_sealed = vault.seal(report.place, *SIGHTING_PLACE.of(sighting))
    if report.happened is not When.UNKNOWN:
        sighting.happened = report.happened
    for name in ("ongoing", "hurt", "weapons", "source"):
        if (told := getattr(report, name)) is not None:
            setattr(sighting, name, told)
    sighting.partial = partial
