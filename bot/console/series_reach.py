"""What each text of a series means for its audience now: who gets it, at what price, in words already filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.console.words import refused
from bot.services import services, session
from domain import audiences, chosen_texts, senders, series_runs, series_texts
from domain.audiences import Group
from domain.bulletin_texts import BulletinText
from domain.hours import local
from domain.languages import FLOOR, Language
from domain.library import LibraryVersion
from domain.recurrence import coming
from domain.refusals import Refusal
from domain.series import Series
from domain.signed_words import Form
from messages.compose import price


@dataclass(frozen=True, slots=True)
class Turn:
    """One version: its texts as of its next date, KES for everybody, and who gets Swahili for want of their own.

    `problem` says why it cannot be sent; `next` is None where no date is left for it.
    """

    version: LibraryVersion
    next: datetime | None
    texts: tuple[BulletinText, ...]
    cost: Decimal
    falling_back: dict[Language, int]
    problem: str = ""

    @property
    def swahili(self) -> BulletinText | None:
        return next((text for text in self.texts if text.language is FLOOR and text.form is Form.SMS), None)

    @property
    def others(self) -> list[BulletinText]:
        """Its texts in other languages and forms."""
        return [text for text in self.texts if text is not self.swahili]


@dataclass(frozen=True, slots=True)
class SeriesReach:
    """Whom a series reaches today, its coming dates, and what all of them cost in KES."""

    people: int
    dates: tuple[datetime, ...]
    turns: tuple[Turn, ...]
    cost: Decimal


def reach(series: Series, versions: Sequence[LibraryVersion]) -> SeriesReach:
    """As of this moment: people join and leave, and texts are signed."""
    now = services().now()
    sender = senders.name_for(session(), series.kind.sender_use)
    people = audiences.count(session(), series.audience, services().places, now, sender)
    dates = tuple(coming(series.rule, now))
    first = series_runs.turn(session(), series) if versions else 0
    own = [dates[(place - first) % len(versions) :][:1] for place in range(len(versions))]
    turns = tuple(_turn(series, *turn, people) for turn in zip(versions, own, strict=True))
    cost = sum((turns[(first + place) % len(turns)].cost for place in range(len(dates)) if turns), Decimal(0))
    return SeriesReach(sum(people.values()), dates, turns, cost)


def _turn(series: Series, version: LibraryVersion, own: Sequence[datetime], people: Mapping[Group, int]) -> Turn:
    date = next(iter(own), None)
    day = local(date or services().now()).date()
    try:
        series_texts.check_version(version, series.kind, series.counties, day)
        texts = series_texts.filled(series.texts_of(version), day, senders.code(session()))
    except Refusal as refusal:
        return Turn(version, date, (), Decimal(0), {}, refused(refusal))
    words, per_part = chosen_texts.wording(texts), services().settings.sms_price
    if not words:
        return Turn(version, date, tuple(texts), Decimal(0), {})
    cost = sum((price(words[group].outgoing, count, per_part) for group, count in people.items()), Decimal(0))
    without: dict[Language, int] = {}
    for group, count in people.items():
        if words[group].language is not group.language:
            without[group.language] = without.get(group.language, 0) + count
    return Turn(version, date, tuple(texts), cost, without)
