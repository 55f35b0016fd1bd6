"""A script as it stands in the browser: its lines as they were typed, moved about without a script of ours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from domain.languages import FLOOR, Language
from domain.refusals import Refusal
from domain.script_versions import ScriptVersion
from domain.segments import Speech
from messages.compose import normalise
from messages.radio_timing import USUAL, clock

FIELDS = ("was", "speaker", "cue", "words", "seconds")
LONGEST_MUSIC = 3600  # seconds
CHANGED = "maneno yamebadilishwa"  # on the cover, where a speaker's signature stood


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `was` is its place in the script the officer was shown, "" for a new one."""

    was: str = ""
    speaker: str = ""
    cue: str = ""
    words: str = ""
    seconds: str = "0"
    language: Language = FLOOR

    @property
    def speech(self) -> Speech:
        """What it says. Raises `Refusal` where that cannot be read."""
        seconds = self.seconds.strip() or "0"
        if not (seconds.isascii() and seconds.isdigit() and int(seconds) <= LONGEST_MUSIC):
            raise Refusal("Seconds are a whole number, from 0 to %(most)s.", most=LONGEST_MUSIC)
        words, speaker, cue = (normalise(text) for text in (self.words, self.speaker, self.cue))
        return Speech(speaker=speaker, words=words, cue=cue, seconds=int(seconds), language=self.language)

    @property
    def time(self) -> str:
        """How long it takes; "" while it cannot be read."""
        try:
            return clock(USUAL.lasting(self.speech))
        except Refusal:
            return ""


def shown(script: ScriptVersion) -> list[Row]:
    """The lines of a script, for the first look."""
    return [
        Row(str(place), line.speaker, line.cue, line.words, str(line.seconds), line.language)
        for place, line in enumerate(script.lines)
    ]


def typed(form: "MultiDict[str, str]") -> list[Row]:
    """The lines as they came back. Raises `ValueError` for a form that is not ours."""
    columns = [form.getlist(field) for field in FIELDS]
    languages = [Language(value) for value in form.getlist("language")]
    return [replace(Row(*texts), language=of) for *texts, of in zip(*columns, languages, strict=True)]


def act(rows: Sequence[Row], wish: str) -> list[Row]:
    """Do what a button beside a line asks: `up 3`, `down 3`, `remove 3`, `add 3` (a line after it)."""
    name, _, number = wish.partition(" ")
    place, moved = int(number), list(rows)
    line = moved.pop(place)
    if name == "add":
        moved[place:place] = [line, Row(speaker=line.speaker, language=line.language)]
    elif name in ("up", "down"):
        moved.insert(max(0, place + (-1 if name == "up" else 1)), line)
    return moved


def speeches(rows: Sequence[Row], script: ScriptVersion) -> list[Speech]:
    """What the script is to say: each line keeps the bulletin it speaks of; empty ones are left out."""
    said = [_traced(row, script.lines) for row in rows]
    return [speech for speech in said if speech.words or speech.cue or speech.seconds]


def _traced(row: Row, before: Sequence[Speech]) -> Speech:
    """A line with its bulletin and source. Nobody signed words that were changed since: the cover says so."""
    if not row.was:
        return row.speech
    was = before[int(row.was)]
    source = was.source
    if source and row.speech.words != was.words:
        source = f"{source.partition(';')[0]}; {CHANGED}"
    return replace(row.speech, bulletin=was.bulletin, source=source)
