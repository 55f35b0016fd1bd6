"""What a conversation is made of: what we know of the phone, the answers so far, and where an answer leads."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import words
from bot.actions import Action
from bot.referrals import Helpline
from bot.screens import View
from domain.areas import Gazetteer
from domain.languages import FLOOR, Language
from domain.subscribers import Kind
from messages.catalog import Catalog


@dataclass(frozen=True, slots=True)
class LatestWarning:
    """The newest warning for a person's wards, and the language it is written in."""

    text: str
    language: Language


JUST_FILED = -1  # in this very turn: whoever files it puts the sighting's number in the place of this


@dataclass(frozen=True, slots=True)
class State:
    """The answers so far. A blank one is a dialogue that has not begun, or is over."""

    step: str = ""
    language: str = ""  # what the person chose; what this dialogue speaks is `spoken`
    floored: bool = False  # the rest is in Swahili: an unsigned class A part was met
    ahead: str = ""  # the step that waits behind the word about Swahili
    road: str = ""  # why a ward is being chosen: join, report, add or replace
    area: str = ""
    kind: str = ""
    when: str = ""
    words: str = ""  # a sentence already typed
    sought: str = ""  # the first letters of a place
    ward: str = ""  # which of their own is to be changed
    need: str = ""  # the help asked for
    gender: str = ""  # told a moment ago; "" is not told
    sighting: int = 0  # the report as it was filed, or `JUST_FILED`: what follows is added to it
    filed_at: int = 0  # the minute (of the epoch) of the last key after that: sealed, and in no column
    resumed: bool = False  # gone on with in another call after that: perhaps by somebody else
    page: int = 0
    trail: tuple[str, ...] = ()  # the steps that key 0 walks back over

    @property
    def spoken(self) -> Language:
        return Language(self.language) if self.language and not self.floored else FLOOR

    def to_json(self) -> str:
        return json.dumps({key: value for key in self.__slots__ if (value := getattr(self, key))})

    @classmethod
    def from_json(cls, text: str) -> "State":
        """The state again; answers that only another version of this program knows are passed over."""
        values = {key: value for key, value in json.loads(text or "{}").items() if key in cls.__slots__}
        return cls(**{**values, "trail": tuple(values.get("trail", ()))})


@dataclass(frozen=True, slots=True)
class Caller:
    """What we know of this phone: nothing but defaults for one we have never met.

    `wards` mean that it is subscribed, `former` wards that it was and left. `dropped` is where an earlier call of the
    day was cut off. The newest warning for its wards and what it blocked are asked for only where the conversation
    comes to them: most never do.
    """

    language: Language | None = None
    wards: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    kind: Kind = Kind.PERSON
    paused: bool = False
    described: bool = False  # has told about themselves: it is not asked again
    today: date = date.min
    since: date | None = None  # joined on
    paused_until: date | None = None
    listed: bool = False  # brought in by a list
    dropped: State | None = None
    warning: Callable[[], LatestWarning | None] = lambda: None
    blocked: Callable[[], tuple[str, ...]] = tuple  # senders


@dataclass(frozen=True, slots=True)
class Onward:
    """The next question, and what was decided on the way."""

    state: State
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The last words of a dialogue, and what was decided."""

    text: str
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """All that a step may look at."""

    caller: Caller
    state: State
    places: Gazetteer
    catalog: Catalog

    @property
    def place_step(self) -> str:
        """Where choosing a ward begins: with their own, for who has some."""
        return "where" if self.caller.wards else "county"

    def say(self, *sentences: str, **values: object) -> str:
        return " ".join(self.catalog.say(sentence, self.state.spoken, **values) for sentence in sentences)

    def menu(self, title: str, items: Iterable[tuple[str, str]], *, text: str = "", back: bool = True) -> View:
        """A list whose labels are sentences."""
        labels = tuple((value, self.say(sentence)) for value, sentence in items)
        return View(title=title, text=text, items=labels, back=self.say(words.BACK) if back else "")

    def may_choose(self, question: str, items: Iterable[tuple[str, str]]) -> View:
        """The same below a question that may be skipped."""
        return replace(self.menu("", items, text=question), back=self.say(words.SKIP), optional=True)

    def helplines(self, lines: Iterable[Helpline]) -> str:
        return "\n".join(f"{self.say(line.label)}: {line.number}" for line in lines)

    def go(self, step: str, **answers: Any) -> Onward:
        """On to the next step, remembering the way back."""
        return Onward(self.at(step, trail=(*self.state.trail, self.state.step), **answers))

    def at(self, step: str, **answers: Any) -> State:
        """Another question in the place of this one."""
        return replace(self.state, step=step, page=0, **answers)

    def home(self) -> Onward:
        """Back at the menu, where nothing is remembered but the language."""
        return Onward(State(step="menu", language=self.state.language, floored=self.state.floored))

    def speaks(self, needs: Iterable[str]) -> bool:
        """Whether a road of these class A sentences can be walked in the language of this dialogue."""
        return self.catalog.speaks(self.state.spoken, needs)

    def enter(self, step: str, spoken: bool, **answers: Any) -> Onward:
        """Onto a road; by way of a word about Swahili where it is not spoken in this person's language."""
        onward = self.go(step, **answers)
        return onward if spoken else Onward(replace(onward.state, step="in_swahili", ahead=step))


@dataclass(frozen=True, slots=True)
class Step:
    """One question: what it shows, and what an answer (the value of an item, or a typed sentence) leads to."""

    view: Callable[[Talk], View]
    take: Callable[[Talk, str], Onward | Done]
