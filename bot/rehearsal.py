"""What a sentence looks like on the telephone: the USSD conversation walked through as if its language were all signed.

The walk presses every key it is shown, as a thumb does, so that it finds whatever screens the conversation has.
"""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.answers import FAREWELL, HOW_TO_JOIN, WELCOME
from bot.dialogue import Turn, answer
from bot.reporting import THANKS
from bot.talk import Caller, LatestWarning, State
from bot.texting import HELP
from domain.areas import Gazetteer, Level
from domain.languages import Language
from domain.subscribers import MOST_WARDS, Kind
from messages.catalog import Catalog, placeholders

MOST_SCREENS = 4  # shown of one sentence
MOST_STOPS = 12  # remembered of one sentence: other words may not stand on all of them
MOST_ANSWERS = 5000  # of one walk: far more than there are today
# Where words may be typed: a place that is there twice, and what may be a report. Elsewhere keys not on the screen.
TYPED = ("Mbitini", "Wezi wameiba mbuzi")
TEXTS = (WELCOME, FAREWELL, HELP, HOW_TO_JOIN, THANKS)  # sentences that leave in one SMS
_KEY = re.compile(r"^(\d+) ", re.MULTILINE)
# Answers that change what a later screen is filled with, and not which screens there are.
_DETAILS = {"area", "kind", "when", "trail", "words", "sought", "ward", "gender"}
# Who pressed what, where: the way to one screen.
Stop = tuple[Caller, State, str]


@dataclass(frozen=True)
class Trial(Catalog):
    """A catalog that speaks one language as if all of it were signed, and remembers what was said last."""

    language: Language = Language.SWAHILI
    said: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, catalog: Catalog, language: Language, msgid: str = "", plain: str = "") -> "Trial":
        """With these words tried in the place of a sentence."""
        entries = {heard: replace(entry, signed=True) for heard, entry in catalog.entries[language].items()}
        if plain:
            entries[msgid] = replace(entries[msgid], text=plain, plain=plain)
        return cls({**catalog.entries, language: entries}, language=language)

    def say(self, msgid: str, language: str, /, **values: object) -> str:
        """The sentence; remembered where it is of our language."""
        text = super().say(msgid, language, **values)
        if language == self.language:
            self.said[msgid] = text
        return text

    def speaks(self, _language: str, _msgids: Iterable[str]) -> bool:
        """Every road, also where a sentence has no words yet and is said in Swahili."""
        return True


def stops(trial: Trial, places: Gazetteer) -> dict[str, list[Stop]]:
    """The ways to the screens on which each sentence stands, the fewest keys first.

    The walk takes some tenths of a second; which screens there are hardly depends on the words, so it may be kept.
    """
    found: dict[str, list[Stop]] = {}
    for stop, turn, said in _walk(trial, places):
        for msgid, words in said.items():
            ways = found.setdefault(msgid, [])
            again = ways and turn.mistaken  # a screen shown once more, below the word about the wrong key
            if len(ways) < MOST_STOPS and not again and _stands(words, turn.screen.text):
                ways.append(stop)
    return found


def screens(trial: Trial, places: Gazetteer, ways: Iterable[Stop], msgid: str) -> list[str]:
    """The different screens at the end of these ways on which the sentence stands, as they are in these words."""
    # In longer words a page ends sooner, and a key may not be on it any more: these only where no other is.
    found: dict[bool, list[str]] = {False: [], True: []}
    for caller, state, entry in ways:
        trial.said.clear()
        turn = answer(caller, state, entry, places, trial)
        text, other = turn.screen.text, found[turn.mistaken]
        if text not in other and _stands(trial.said.get(msgid, ""), text):
            other.append(text)
    return (found[False] or found[True])[:MOST_SCREENS]


def texts(trial: Trial, msgid: str, places: Gazetteer) -> list[str]:
    """The SMS in which this sentence leaves with others."""
    return [
        " ".join(filled(trial, sentence, places) for sentence in sentences) for sentences in TEXTS if msgid in sentences
    ]


def filled(trial: Trial, msgid: str, places: Gazetteer) -> str:
    """The sentence alone, with the longest that can be filled in."""
    values = {name: longest(name, places) for name in placeholders(msgid)}
    return trial.say(msgid, trial.language, **values)


def longest(name: str, places: Gazetteer) -> str:
    """The longest value of this name that occurs."""
    names = sorted((area.display_name for area in places.areas.values()), key=len)
    values = {
        "date": "22/12/2026",
        "days": "30",
        "language": max((language.own_name for language in Language), key=len),
        "places": ", ".join(names[-3:]),
    }
    return values.get(name, names[-1])


def _walk(trial: Trial, places: Gazetteer) -> Iterator[tuple[Stop, Turn, dict[str, str]]]:
    """Every screen of the language, each with what was said for it, the fewest keys first."""
    met, waiting = set(), deque((caller, State(), "") for caller in _callers(trial.language, places))
    for _ in range(MOST_ANSWERS):
        if not waiting:
            return
        caller, state, entry = waiting.popleft()
        trial.said.clear()
        turn = answer(caller, state, entry, places, trial)
        yield (caller, state, entry), turn, dict(trial.said)
        ahead = (caller.wards, caller.former, *_shape(turn.state), frozenset(trial.said))
        if turn.screen.ends or turn.mistaken or ahead in met or turn.state.language not in ("", trial.language):
            continue
        met.add(ahead)
        keys = [*dict.fromkeys(_KEY.findall(turn.screen.text)), *TYPED]
        waiting.extend((caller, _longest_named(turn.state, places), key) for key in keys)


def _shape(state: State) -> tuple[str, ...]:
    """Which screen this is, whatever it is filled with."""
    return tuple(f"{name}={value}" for name, value in json.loads(state.to_json()).items() if name not in _DETAILS)


def _longest_named(state: State, places: Gazetteer) -> State:
    """The same with the longest name in the place of the ward that was chosen."""
    chosen = state.area in places and places[state.area].level is Level.WARD
    return replace(state, area=_wards(places)[0]) if chosen else state


def _wards(places: Gazetteer) -> list[str]:
    """All wards, the longest names first."""
    every = places.wards(county.slug for county in places.counties)
    return sorted(every, key=lambda slug: len(places[slug].display_name), reverse=True)


def _callers(language: Language, places: Gazetteer) -> list[Caller]:
    """A stranger, a subscriber of one ward and one who has and told all that one may, and somebody who left."""
    wards = _wards(places)[:MOST_WARDS]
    warning = LatestWarning("NDMA 22/12/2026: …", language)
    return [
        Caller(language=language),
        Caller(language=language, wards=tuple(wards[:1])),
        Caller(
            language=language,
            wards=tuple(wards),
            kind=Kind.INTERMEDIARY,
            paused=True,
            described=True,
            listed=True,
            warning=lambda: warning,
            blocked=lambda: ("MBIUALERT", "MBIUPEACE"),
        ),
        Caller(language=language, former=tuple(wards[:1])),
        Caller(language=language, dropped=State(step="kind", language=language, road="report", trail=("menu",))),
        Caller(),
    ]


def _stands(said: str, screen: str) -> bool:
    """Whether these words are on the screen; of a long sentence, half of them, for a page may end within it."""
    if not said:
        return False
    shown, half = " ".join(screen.split()), len(said) // 2
    parts = [said, said[:half].strip(), said[half:].strip()] if len(said) > 30 else [said]
    return any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", shown) for part in parts)
