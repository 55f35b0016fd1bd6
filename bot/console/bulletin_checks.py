"""What stands beside each text of a bulletin: what it lacks, what makes it dear, what looks wrong: advice."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.console.access import today
from bot.console.bulletin_form import BulletinForm
from bot.console.bulletin_sources import left, short_code
from bot.console.bulletin_words import changes
from bot.console.reach import Line, Reach
from bot.console.record_words import doubt_words
from bot.console.words import N_, _
from bot.services import services, session
from domain import desks
from domain.bulletin_texts import LEFTOVER
from domain.bulletins import Bulletin, Kind
from domain.hours import local
from domain.life_cycle import State
from domain.record_doubts import doubts_of_text
from domain.signed_words import PREPARED
from messages import must_carry
from messages.compose import dear, mended, parts_saved, remedy
from messages.must_carry import Facts, Part
from messages.segments import Encoding

CARRIES = {
    Part.SPEAKER: N_("who speaks"),
    Part.DATE: N_("the date"),
    Part.CODE: N_("the number that answers"),
    Part.STOP: N_("how to leave"),
    Part.MONEY: N_("that we never ask for money"),
}
MOST_REMEDIES = 12
SAY_IT_EVERY = 4  # bulletins: now and then, that we never ask for money


@dataclass(frozen=True, slots=True)
class Remedy:
    """A letter that costs more, and `better` in its place (None: nobody but a speaker could say).

    `parts` and `cost` (KES) are what is saved when it alone is replaced; `letters` are its code points for the button.
    """

    letter: str
    better: str | None
    parts: int
    cost: Decimal
    letters: str


@dataclass(frozen=True, slots=True)
class Look:
    """One text as it would leave. `carries` is empty while nothing is written."""

    line: Line
    changed: str = ""
    carries: dict[Part, bool] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    together: Remedy | None = None

    @property
    def name(self) -> str:
        """Its field in the form."""
        return f"{self.line.form}_{self.line.language}"

    @property
    def narrow(self) -> bool:
        """Whether letters outside GSM-7 halve the room of every part."""
        return self.line.outgoing is not None and self.line.outgoing.segments.encoding is Encoding.UCS2

    @property
    def lacks(self) -> list[str]:
        """What it must carry and does not, in words."""
        return [_(CARRIES[part]) for part, there in self.carries.items() if not there]

    @property
    def owes(self) -> list[str]:
        """The same without what is said only now and then."""
        return [_(CARRIES[part]) for part, there in self.carries.items() if not there and part is not Part.MONEY]

    @property
    def has(self) -> list[str]:
        return [_(CARRIES[part]) for part, there in self.carries.items() if there]


def looks_of_form(form: BulletinForm, reach: Reach) -> dict[str, Look]:
    """Every text of a form by the name of its field."""
    kind = next((kind for kind in Kind if kind == form.kind), Kind.NOTICE)
    facts = facts_of(kind, form.counties, form.leaves_on or today())
    looks = (
        look(line, facts, reach.per_part, changed=changes(form.typed.get(key, "")), counties=form.counties)
        for key, line in reach.lines.items()
    )
    return {look.name: look for look in looks}


def looks_of(bulletin: Bulletin, reach: Reach) -> dict[str, Look]:
    """The same of a bulletin as it stands."""
    counties = sorted(bulletin.counties)
    facts = facts_of(bulletin.kind, counties, local(bulletin.send_at).date())
    looks = (look(line, facts, reach.per_part, counties=counties) for line in reach.lines.values())
    return {look.name: look for look in looks}


def facts_of(kind: Kind, counties: Iterable[str], day: date) -> Facts:
    """What is true of a bulletin of this kind, for these counties, on this day."""
    settings, places = services().settings, services().places
    known = [county for county in counties if county in places]
    return Facts(
        kind=kind,
        counties=[places[county].name for county in known],
        day=day,
        code=short_code(),
        codes=(settings.africastalking_short_code, settings.ussd_code),
        money=_money_is_due(known),
    )


def _money_is_due(counties: list[str]) -> bool:
    sent = (State.SENDING, State.PAUSED, State.SENT)
    lately = desks.bulletins(session(), services().places, counties, states=sent, most=SAY_IT_EVERY)
    return not any(
        must_carry.denies_money(text.body, text.language, services().catalog)
        for bulletin in lately
        for text in bulletin.texts
    )


def look(line: Line, facts: Facts, per_part: Decimal, *, changed: str = "", counties: Collection[str] = ()) -> Look:
    """Everything about one text."""
    if line.outgoing is None or line.full is None:
        return Look(line, changed)
    text, paid = line.outgoing.text, line.people * per_part
    remedies = tuple(_remedies(text, paid))
    mendable = [one.letter for one in remedies if one.better is not None]
    return Look(
        line,
        changed,
        must_carry.carried(text, line.language, facts, services().catalog),
        tuple(left(text)),
        (*_days_past(text), *_another_day(line, text, facts.day), *_places_elsewhere(text, counties)),
        remedies,
        _remedy(text, mendable, paid) if len(mendable) > 1 else None,
    )


def _remedies(text: str, paid: Decimal) -> Iterable[Remedy]:
    # The braces of a placeholder go with it. Each letter is a count of the whole text: the first few are enough.
    for letter in dear(LEFTOVER.sub("", text))[:MOST_REMEDIES]:
        yield _remedy(text, [letter], paid)


def _remedy(text: str, letters: list[str], paid: Decimal) -> Remedy:
    parts = parts_saved(text, mended(text, letters))
    codes = "-".join(f"{ord(letter):x}" for letter in letters)
    return Remedy(letters[0], remedy(letters[0]), parts, parts * paid, codes)


def _days_past(text: str) -> Iterable[str]:
    for found, day in zip(must_carry.DATES.finditer(text), must_carry.days_in(text), strict=True):
        if day is None:
            yield _("No calendar has the day %(day)s.", day=found[0])
        elif day < today():
            yield _("The day %(day)s has passed.", day=found[0])


def _another_day(line: Line, text: str, leaves: date) -> Iterable[str]:
    """Days that are all others than the one it leaves on: the hour was moved after the words were filled in."""
    days = [day for day in must_carry.days_in(text) if day is not None and day >= today()]
    if days and leaves not in days and line.form not in PREPARED:
        yield _(
            "It says %(day)s, and leaves on %(leaves)s.",
            day=must_carry.in_digits(days[0]),
            leaves=must_carry.in_digits(leaves),
        )


def _places_elsewhere(text: str, counties: Collection[str]) -> Iterable[str]:
    """Names of another county's places."""
    return map(doubt_words, doubts_of_text(text, counties, services().places)) if counties else ()
