"""The figures of Home: what the last bulletin reached, and how the number of people changes. Only counts that are kept:
nothing here walks over people or deliveries."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from bot.console.access import counties
from bot.console.bulletin_results import cell
from bot.console.bulletin_rights import READERS
from bot.console.words import _, count
from bot.services import services, session
from domain import batches, subscriber_days, veils
from domain.areas import county_of
from domain.batches import Progress
from domain.bulletins import Bulletin
from domain.officers import Role
from domain.results import BulletinResults
from domain.subscriber_days import Change

SEEN_BY = (*READERS, Role.PARTNER)
SPANS = (7, 30)  # days


@dataclass(frozen=True, slots=True)
class Reach:
    """The last bulletin that left. `replies` as last counted, None where nobody counted yet."""

    bulletin: Bulletin
    progress: Progress
    replies: int | None

    @property
    def figures(self) -> list[tuple[str, str, str]]:
        """Large numbers, as `components.figures` has them: an outcome of one or two people is not told."""
        done = self.progress
        missed = done.failed + done.refused + done.not_sent
        found = [
            (done.settled - done.skipped, _("people it was sent to")),
            (done.delivered, _("reached")),
            (missed, _("not reached")),
            (self.replies, _("replies")),
        ]
        return [(cell(veils.few(number)), words, "") for number, words in found if number is not None]


def last_reach() -> Reach | None:
    """What the newest bulletin of this officer's counties reached so far; None before the first."""
    seen, places = counties(*SEEN_BY), services().places
    query: Select[Bulletin] = select(Bulletin).where(Bulletin.started_at.is_not(None))
    if seen is not None:
        query = query.where(Bulletin.areas.overlap([slug for slug in places.areas if county_of(slug) in seen]))
    bulletin = session().scalars(query.order_by(Bulletin.started_at.desc(), Bulletin.id.desc()).limit(1)).first()
    if bulletin is None:
        return None
    counted = session().get(BulletinResults, bulletin.id)
    replies = sum(counted.counts["replies"].values()) if counted else None
    return Reach(bulletin, batches.progress(session(), bulletin.id), replies)


@dataclass(frozen=True, slots=True)
class People:
    """Who gets warnings at the end of a day, and what became of that number since."""

    on: date
    people: int
    changes: list[tuple[str, str]]  # over how many days, and what happened


def people() -> People | None:
    """The people of this officer's counties as last counted; None where no night has counted them."""
    seen, on = counties(*SEEN_BY), subscriber_days.newest(services().now())
    found = {days: subscriber_days.change(session(), seen, on, days) for days in SPANS}
    now = found[SPANS[0]].people
    if now is None:
        return None
    return People(on, now, [(_("In %(count)s days", count=days), _changed(each)) for days, each in found.items()])


def _changed(change: Change) -> str:
    if change.joined is None or change.left is None:
        return _("Not every day was counted yet")
    joined, left = (cell(veils.few(number)) for number in (change.joined, change.left))
    sentence = _("%(joined)s joined, %(left)s left", joined=joined, left=left)
    if change.was is None:
        return sentence
    return _("%(before)s before: %(change)s", before=count(change.was), change=sentence)
