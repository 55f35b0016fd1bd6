"""A script as a file: one model of it, and a plain text for WhatsApp and teleprompters. Word is in `radio_docx`.

Facts on the cover, numbered speeches with full speaker names apart from speech, and directions in capitals follow the
studio practice of de Fossard, *How to Write a Radio Serial Drama for Social Development*, chapter 11.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.hours import local
from domain.languages import FLOOR, Language
from domain.script_versions import ScriptVersion, State
from domain.scripts import Script
from messages.compose import normalise
from messages.radio_labels import Labels, labels
from messages.radio_sentences import HELPLINES
from messages.radio_timing import USUAL, clock, running_time

SERIES = "Mbiu"
# What XML has no place for, and marks that turn the direction of letters: one of them and Word refuses the file.
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\u061c")


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered speech or direction. `time` is how long it takes (`2:05`)."""

    number: int
    speaker: str
    cue: str
    words: str
    time: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All a file says, clean to write anywhere."""

    title: str
    head: str
    language: Language
    facts: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    helplines: Sequence[tuple[str, str]]
    sources: Sequence[str]
    labels: Labels


def sheet(script: Script, version: ScriptVersion, *, county: str, reviewer: str | None, reader: Language) -> Sheet:
    """The model. `county` and `reviewer` are names; `reader` is the language of everything that is not spoken."""
    said, speeches = labels(reader), version.lines
    reviewed = version.state is State.APPROVED
    status = said.reviewed if reviewed else said.draft
    week = f"{script.week:%d/%m/%Y}"
    facts = [
        (said.county, county),
        (said.language, script.language.own_name),
        (said.week, week),
        (said.status, status),
        (said.running_time, clock(running_time(version.segments))),
    ]
    if reviewed and reviewer and version.signed_at:
        facts.append((said.reviewer, clean(f"{reviewer}, {local(version.signed_at):%d/%m/%Y}")))
    return Sheet(
        title=f"{SERIES}: {county}, {script.language.own_name}",
        head=f"{SERIES} · {county} · {script.language.own_name} · {week} · {status}",
        language=version.spoken,
        facts=facts,
        lines=[
            Line(
                number,
                clean(speech.speaker),
                clean(speech.cue).upper(),
                clean(speech.words),
                clock(USUAL.lasting(speech)),
            )
            for number, speech in enumerate(speeches, 1)
        ],
        helplines=[(label[FLOOR], number) for label, number in HELPLINES],
        sources=[clean(source) for source in version.sources],
        labels=said,
    )


def clean(text: str) -> str:
    """`text` without the signs a file cannot carry; every letter stays, ĩ and ũ with their tildes."""
    return _UNWRITABLE.sub("", normalise(text))


def as_text(sheet: Sheet) -> bytes:
    """UTF-8, with the line ends that every Notepad shows."""
    said = sheet.labels
    parts = [
        sheet.title.upper(),
        "\n".join(f"{label}: {value}" for label, value in sheet.facts),
        said.about.upper() + "\n" + "\n".join(f"- {note}" for note in said.notes),
        said.script.upper(),
        *(_line(line) for line in sheet.lines),
        said.helplines.upper() + "\n" + "\n".join(f"{label}: {number}" for label, number in sheet.helplines),
    ]
    if sheet.sources:
        parts.append(said.sources.upper() + "\n" + "\n".join(f"- {source}" for source in sheet.sources))
    return ("\n\n".join(parts) + "\n").replace("\n", "\r\n").encode()


def _line(line: Line) -> str:
    heading = " ".join(filter(None, (line.speaker and f"{line.speaker}:", line.cue and f"[{line.cue}]")))
    return "\n".join(filter(None, (f"{line.number}. {heading} ({line.time})", line.words)))
