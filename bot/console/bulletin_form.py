"""The form a bulletin is written in: what was typed, kept as typed, and what it means."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from domain.areas import Area, Gazetteer, inside
from domain.bulletins import Bulletin, Kind
from domain.drafting import Plan, Texts, Words
from domain.hours import at_wall_time, local
from domain.languages import Language
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.signed_words import Form
from messages.compose import normalise, plain

USUAL_HOUR = time(9, 0)
# NDMA's bulletins are monthly: until the next one a warning still answers who asks for the latest.
USUAL_LIFE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinForm:
    """`sms` and `radio` as typed, by language; `plain` are the languages whose SMS leaves in plain letters.

    Days and hours are Nairobi's. `seen` is what the officer was looking at, "" for a new bulletin.
    """

    title: str = ""
    kind: str = Kind.DROUGHT.value
    phase: str = ""
    trend: str = ""
    areas: tuple[str, ...] = ()
    send_day: str = ""
    send_hour: str = ""
    expires_day: str = ""
    expires_hour: str = ""
    sms: dict[Language, str] = field(default_factory=dict)
    radio: dict[Language, str] = field(default_factory=dict)
    plain: frozenset[Language] = frozenset()
    seen: str = ""

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
            send_day=f"{sends:%Y-%m-%d}",
            send_hour=f"{sends:%H:%M}",
            expires_day=f"{expires:%Y-%m-%d}",
            expires_hour=f"{expires:%H:%M}",
            sms={text.language: text.body for text in bulletin.texts if text.form is Form.SMS},
            radio={text.language: text.body for text in bulletin.texts if text.form is Form.RADIO},
            plain=frozenset(text.language for text in bulletin.texts if text.send_plain),
            seen=bulletin.seen,
        )

    @classmethod
    def read(cls, posted: MultiDict[str, str]) -> "BulletinForm":
        """What was posted; nothing is judged yet."""
        names = ("title", "kind", "phase", "trend", "send_day", "send_hour", "expires_day", "expires_hour", "seen")
        return cls(
            areas=tuple(posted.getlist("areas")),
            sms={language: posted.get(f"sms_{language}", "") for language in Language},
            radio={language: posted.get(f"radio_{language}", "") for language in Language},
            plain=frozenset(language for language in Language if f"plain_{language}" in posted),
            **{name: posted.get(name, "").strip() for name in names},
        )

    def chosen_in(self, area: str) -> int:
        """How many ticks lie on this area or inside it."""
        return sum(inside(slug, area) for slug in self.areas)

    def plan(self, places: Gazetteer) -> Plan:
        """The decision beside the words. Raises `Refusal` for what cannot be read."""
        kind = _one_of(Kind, self.kind)
        drought = kind is Kind.DROUGHT
        send_at = self._moment(self.send_day, self.send_hour)
        expires = self.expires_day or self.expires_hour
        return Plan(
            title=self.title,
            kind=kind,
            phase=_one_of(Phase, self.phase) if drought and self.phase else None,
            trend=_one_of(Trend, self.trend) if drought and self.trend else None,
            areas=simplest(self.areas, places),
            send_at=send_at,
            expires_at=self._moment(self.expires_day, self.expires_hour or self.send_hour)
            if expires
            else send_at + USUAL_LIFE,
        )

    def texts(self) -> Texts:
        """Every text with its typing put right; the choice of plain letters where there is a difference."""
        radio = {language: words.replace("\r\n", "\n").strip() for language, words in self.radio.items()}
        texts = {(language, Form.RADIO): Words(words, plain(words)) for language, words in radio.items()}
        return texts | {(language, Form.SMS): words for language, words in self.words().items()}

    def says_the_same(self, other: "BulletinForm", places: Gazetteer) -> bool:
        """Whether both mean the same bulletin, whatever was typed to say it. Raises `Refusal`."""
        mine, theirs = (
            (form.plan(places), {key: words for key, words in form.texts().items() if words.body})
            for form in (self, other)
        )
        return mine == theirs

    def words(self) -> dict[Language, Words]:
        """The SMS texts alone; an empty one is there too."""
        put_right = {language: normalise(typed) for language, typed in self.sms.items()}
        return {
            language: Words(body, plain(body), language in self.plain and plain(body) != body)
            for language, body in put_right.items()
        }

    @staticmethod
    def _moment(day: str, hour: str) -> datetime:
        try:
            return at_wall_time(datetime.combine(date.fromisoformat(day), time.fromisoformat(hour)))
        except ValueError:
            raise Refusal("Give the day as 2026-11-24 and the hour as 09:30.") from None


Choice = TypeVar("Choice", Kind, Phase, Trend)


def _one_of(kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise Refusal("Choose what kind of bulletin it is.") from None


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
