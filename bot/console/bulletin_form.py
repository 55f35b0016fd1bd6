"""The form a bulletin is written in: what was typed, kept as typed, and what it means."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from domain import subscribers
from domain.areas import Area, Gazetteer, county_of, inside
from domain.audiences import Audience
from domain.bulletins import Bulletin, Kind
from domain.drafting import Plan, Texts, Words
from domain.hours import at_wall_time, local
from domain.languages import Language
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.signed_words import PREPARED, Form
from messages.compose import normalise, plain

Key = tuple[Language, Form]

USUAL_HOUR = time(9, 0)
# NDMA's bulletins are monthly: until the next one a warning still answers who asks for the latest.
CALENDAR = range(2000, 3000)  # far from the ends of what a computer can count
USUAL_LIFE = timedelta(days=30)
KEYS = {f"{form}_{language}": (language, form) for language in Language for form in Form}
ONCE = (
    *("title", "kind", "phase", "trend", "send_day", "send_hour", "expires_day", "expires_hour", "seen"),
    *("readers", "record", "version", "twin", "follows"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinForm:
    """`typed` are the texts as typed; `plain` are the languages whose SMS leave in plain letters.

    Days and hours are Nairobi's. `seen` is what the officer was looking at, "" for a new bulletin; `twin` the bulletin
    that says almost the same, when they were asked about it and save all the same. `readers` is "" for everybody.
    A peace message is public when it is ticked `shown`, another one unless it is ticked `hidden`.
    """

    title: str = ""
    kind: str = Kind.DROUGHT.value
    phase: str = ""
    trend: str = ""
    areas: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    readers: str = ""
    languages: tuple[str, ...] = ()
    send_day: str = ""
    send_hour: str = ""
    expires_day: str = ""
    expires_hour: str = ""
    typed: dict[Key, str] = field(default_factory=dict)
    plain: frozenset[Language] = frozenset()
    training: bool = False
    shown: bool = False
    hidden: bool = False
    record: str = ""
    version: str = ""
    seen: str = ""
    twin: str = ""
    follows: str = ""  # the bulletin it updates or takes back, for the count alone

    @classmethod
    def blank(cls, now: datetime) -> "BulletinForm":
        """A new one: a drought warning for tomorrow morning."""
        return cls(
            send_day=f"{local(now).date() + timedelta(days=1)}",
            send_hour=f"{USUAL_HOUR:%H:%M}",
        )

    @classmethod
    def of(cls, bulletin: Bulletin) -> "BulletinForm":
        """The bulletin as it stands."""
        sends, expires = local(bulletin.send_at), local(bulletin.expires_at)
        return cls(
            title=bulletin.title,
            kind=bulletin.kind,
            phase=bulletin.phase or "",
            trend=bulletin.trend or "",
            areas=tuple(bulletin.areas),
            zones=tuple(bulletin.zones),
            readers="".join(bulletin.audience_kinds[:1]),
            languages=tuple(bulletin.audience_languages),
            send_day=f"{sends:%Y-%m-%d}",
            send_hour=f"{sends:%H:%M}",
            expires_day=f"{expires:%Y-%m-%d}",
            expires_hour=f"{expires:%H:%M}",
            typed={(text.language, text.form): text.body for text in bulletin.texts},
            plain=frozenset(text.language for text in bulletin.texts if text.send_plain),
            training=bulletin.training,
            shown=bulletin.public and bulletin.kind is Kind.PEACE,
            hidden=not bulletin.public and bulletin.kind is not Kind.PEACE,
            record=f"{bulletin.record_id or ''}",
            version=f"{bulletin.version_id or ''}",
            seen=bulletin.seen,
            follows=f"{bulletin.follows_id or ''}",
        )

    @classmethod
    def read(cls, posted: MultiDict[str, str]) -> "BulletinForm":
        """What was posted; nothing is judged yet."""
        return cls(
            areas=tuple(posted.getlist("areas")),
            zones=tuple(posted.getlist("zones")),
            languages=tuple(posted.getlist("languages")),
            typed={key: posted.get(name, "") for name, key in KEYS.items()},
            plain=frozenset(language for language in Language if f"plain_{language}" in posted),
            training="training" in posted,
            shown="shown" in posted,
            hidden="hidden" in posted,
            **{name: posted.get(name, "").strip() for name in ONCE if name in posted},
        )

    def chosen_in(self, area: str) -> int:
        """How many ticks lie on this area or inside it."""
        return sum(inside(slug, area) for slug in self.areas)

    @property
    def counties(self) -> list[str]:
        return sorted({county_of(area) for area in self.areas})

    @property
    def leaves_on(self) -> date | None:
        """The day typed, where it is one."""
        try:
            return date.fromisoformat(self.send_day)
        except ValueError:
            return None

    def plan(self, places: Gazetteer) -> Plan:
        """The decision beside the words. Raises `Refusal` for what cannot be read."""
        kind = _one_of(Kind, self.kind)
        drought = kind is Kind.DROUGHT
        send_at = self._moment(self.send_day, self.send_hour)
        expires = self.expires_day or self.expires_hour
        return Plan(
            title=normalise(self.title),
            kind=kind,
            phase=_one_of(Phase, self.phase) if drought and self.phase else None,
            trend=_one_of(Trend, self.trend) if drought and self.trend else None,
            areas=simplest(self.areas, places),
            zones=sorted(set(self.zones)),
            kinds=[_one_of(subscribers.Kind, self.readers)] if self.readers else [],
            languages=self._languages(),
            send_at=send_at,
            expires_at=self._moment(self.expires_day, self.expires_hour or self.send_hour)
            if expires
            else send_at + USUAL_LIFE,
            training=self.training,
            public=self.shown if kind is Kind.PEACE else not self.hidden,
            record_id=number(self.record) if drought else None,
            version_id=number(self.version),
        )

    def audience(self, places: Gazetteer) -> Audience:
        """Whom it would reach, as far as what is typed can be understood."""
        return Audience(
            areas=tuple(area for area in self.areas if area in places),
            zones=self.zones,
            kinds=tuple(kind for kind in subscribers.Kind if kind == self.readers),
            languages=tuple(language for language in Language if language in self.languages),
            follows=number(self.follows),
            neutral=self.kind == Kind.PEACE,
        )

    def texts(self) -> Texts:
        """Every text with its typing put right; the choice of plain letters where there is a difference.

        What only a drought warning has beside it is empty for another kind, whatever stands in its hidden fields.
        """
        hidden = () if self.kind == Kind.DROUGHT else PREPARED
        return {key: Words("", "") if key[1] in hidden else self._words(key) for key in KEYS.values()}

    def says_the_same(self, other: "BulletinForm", places: Gazetteer) -> bool:
        """Whether both mean the same bulletin, whatever was typed to say it. Raises `Refusal`."""
        mine, theirs = (
            (form.plan(places), {key: words for key, words in form.texts().items() if words.body})
            for form in (self, other)
        )
        return mine == theirs

    def _words(self, key: Key) -> Words:
        language, form = key
        if form is Form.RADIO:  # read aloud: its quotes and dashes cost nothing
            words = self.typed.get(key, "").replace("\r\n", "\n").strip()
            return Words(words, plain(words))
        body = normalise(self.typed.get(key, ""))
        return Words(body, plain(body), language in self.plain and plain(body) != body)

    def _languages(self) -> list[Language]:
        chosen = [_one_of(Language, language) for language in self.languages]
        return [] if len(set(chosen)) == len(Language) else sorted(set(chosen))

    @staticmethod
    def _moment(day: str, hour: str) -> datetime:
        try:
            moment = at_wall_time(datetime.combine(date.fromisoformat(day), time.fromisoformat(hour)))
            if moment.year in CALENDAR:
                return moment
            raise ValueError(day)
        except ValueError:
            raise Refusal("Give the day as 2026-11-24 and the hour as 09:30.") from None


Choice = TypeVar("Choice", Kind, Phase, Trend, Language, subscribers.Kind)


def _one_of(kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise Refusal("Choose what kind of bulletin it is.") from None


def number(value: str) -> int | None:
    """The id that was posted; None for none, and for what is no id."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def simplest(areas: Collection[str], places: Gazetteer) -> list[str]:
    """The same places in the fewest areas: nothing inside another, and a whole in place of all its parts."""
    if not all(area in places for area in areas):
        raise Refusal("One of the areas is not known here: choose again.")
    chosen = set(places.wards(areas))

    def wholes(area: Area) -> list[str]:
        if chosen.issuperset(places.wards([area.slug])):
            return [area.slug]
        return [slug for child in places.children(area.slug) for slug in wholes(child)]

    return [slug for county in places.counties for slug in wholes(county)]
