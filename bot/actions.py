"""What a conversation can decide, by USSD or SMS alike; how it is done is in `bot.performing`."""

from dataclasses import dataclass

from domain.completions import Completion, Withdrawal
from domain.intake import Report
from domain.languages import Language
from domain.replies import Topic
from domain.restricted_reports import RestrictedKind
from domain.subscribers import AgeBand, Gender, Kind


@dataclass(frozen=True, slots=True)
class Join:
    """Be warned about these wards, one to five, from now on; given only with consent."""

    wards: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Leave:
    """STOP: no bulletin ever again, until an explicit join."""


@dataclass(frozen=True, slots=True)
class Move:
    """Be warned about these wards, one to five, and no others."""

    wards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speak:
    """Be written to in this language from now on."""

    language: Language


@dataclass(frozen=True, slots=True)
class Pause:
    """No bulletins for so many days; 0 ends a pause."""

    days: int


@dataclass(frozen=True, slots=True)
class Become:
    """Pass warnings on to others (intermediary), or be a person who gets them."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Describe:
    """What they told about themselves: None keeps what was told before, two of them take it all back."""

    gender: Gender | None
    age_band: AgeBand | None


@dataclass(frozen=True, slots=True)
class Tell:
    """Words of their own for an officer to read and answer."""

    words: str
    topic: Topic
    language: Language


@dataclass(frozen=True, slots=True)
class Confide:
    """Sexual violence or harm to a child was spoken of: kept as no more than that, without the number."""

    kind: RestrictedKind
    ward: str | None = None


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Such a thing was told of a report that was filed: nothing of that stays among incidents."""

    sighting: int
    told: Confide


@dataclass(frozen=True, slots=True)
class Locate:
    """The ward of what was confided a moment ago."""

    kind: RestrictedKind
    ward: str


@dataclass(frozen=True, slots=True)
class TellMore:
    """What a source writes back to an officer: kept with what it told, never in the inbox of all."""

    sighting: int
    words: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Asked in a new season: warnings go on."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Put forward by somebody else, and does not want to be: nobody may ask again."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Delete all we keep of this number. Nothing else may be done in the same turn after it."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with the call that was cut off, or let go of it. Whoever keeps the dialogues does this one."""

    taken_up: bool


Reporting = Report | Completion | Withdrawal | TellMore | Confide | TakeBack | Locate
Action = Resume | Join | Leave | Move | Speak | Pause | Become | Describe | Tell | Reporting | Stay | Refuse | Erase
