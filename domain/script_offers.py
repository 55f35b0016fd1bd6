"""What a station may take of a script now: what is approved, a draft where the county shows them, or word that it was
withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from domain import programmes
from domain.languages import Language
from domain.programmes import on_air
from domain.script_bulletins import doubts, held
from domain.script_links import ScriptDownload
from domain.script_versions import ScriptVersion, State
from domain.scripts import Script

# Why the service withdraws of itself; the console has them in Swahili.
BULLETIN_GONE = "A bulletin in it was taken back or changed."
TEXT_GONE = "A text of the library in it may not be used any more."
PIECE_GONE = "A piece for the radio in it was withdrawn or changed."


@dataclass(frozen=True, slots=True)
class Offer:
    """`version` may be taken; `withdrawn` was approved last and must not be read, `because` of what, `since` when.

    `since` is None where the clock has not yet written it down. Nothing is taken once the week is `over`, or while a
    bulletin in it is `held`.
    """

    script: Script
    version: ScriptVersion | None
    withdrawn: ScriptVersion | None = None
    because: str = ""
    since: datetime | None = None
    over: bool = False
    held: bool = False

    @property
    def draft(self) -> bool:
        """Whether what may be taken is only a draft."""
        return self.version is not None and self.version.state is not State.APPROVED


def offer(session: Session, script: Script, now: datetime) -> Offer | None:
    """What there is of a script for its stations; None where they are to know nothing of it yet."""
    last, over = script.last_approved, on_air(script.week)[1] <= now
    because = _why_withdrawn(session, last, now, over=over) if last else ""
    if last and not because:
        waits = not over and bool(held(session, last, now))
        return Offer(script, None if over or waits else last, over=over, held=waits)
    draft = None if over else _draft(session, script)
    if last:
        return Offer(script, draft, last, because, last.withdrawn_at, over)
    return Offer(script, draft) if draft else None


def _why_withdrawn(session: Session, version: ScriptVersion, now: datetime, *, over: bool) -> str:
    """Why an approved version must not be read; looked at live while its week lasts. Else ""."""
    return version.withdrawn_because if version.withdrawn_at or over else gone(session, version, now)


def gone(session: Session, version: ScriptVersion, now: datetime) -> str:
    """What of it does not hold any more, in words; "" where all does."""
    found = doubts(session, version, now)
    why = ((found.taken_back, BULLETIN_GONE), (found.texts, TEXT_GONE), (found.pieces, PIECE_GONE))
    return next((words for which, words in why if which), "")


def _draft(session: Session, script: Script) -> ScriptVersion | None:
    shown = script.newest.state in (State.DRAFT, State.SIGNED)
    return script.newest if shown and programmes.of(session, script.county).shows_drafts else None


def standing(session: Session, since: date) -> list[int]:
    """The versions for the weeks from `since` on that are approved, and are the last of their script or were taken: who
    has an older one in hand may still read it."""
    later, approved = aliased(ScriptVersion), ScriptVersion.approved_at.is_not(None)
    superseded = exists().where(
        later.script_id == ScriptVersion.script_id,
        later.number > ScriptVersion.number,
        later.approved_at.is_not(None),
    )
    taken = exists().where(
        ScriptDownload.script_id == ScriptVersion.script_id, ScriptDownload.version == ScriptVersion.number
    )
    query = select(ScriptVersion.id).join(Script, Script.id == ScriptVersion.script_id)
    wanted = (Script.week >= since, approved, ScriptVersion.withdrawn_at.is_(None), ~superseded | taken)
    return list(session.scalars(query.where(*wanted).order_by(ScriptVersion.id)))


@dataclass(frozen=True, slots=True)
class Past:
    """A script of a week that is over."""

    id: int
    week: date
    county: str
    language: Language


def past(session: Session, since: date, before: date) -> list[Past]:
    """The scripts for the weeks from `since` on and before `before` that were ever approved, the latest first."""
    approved = exists().where(ScriptVersion.script_id == Script.id, ScriptVersion.approved_at.is_not(None))
    query = select(Script.id, Script.week, Script.county, Script.language).where(
        Script.week >= since, Script.week < before, approved
    )
    rows = session.execute(query.order_by(Script.week.desc(), Script.county, Script.language))
    return [Past(*row) for row in rows]


def untold(session: Session, since: date) -> list[int]:
    """The scripts for the weeks from `since` on with a withdrawn version of which no station was told."""
    query = select(Script.id).join(ScriptVersion, Script.id == ScriptVersion.script_id).distinct()
    wanted = (Script.week >= since, ScriptVersion.withdrawn_at.is_not(None), ScriptVersion.told_at.is_(None))
    return list(session.scalars(query.where(*wanted).order_by(Script.id)))
