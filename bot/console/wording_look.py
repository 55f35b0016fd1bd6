"""A sentence as the telephone will show it, in words that are only being tried."""

from dataclasses import dataclass
from decimal import Decimal

from flask import current_app

from bot import rehearsal
from bot.console.wording_lists import Line
from bot.console.words import refused
from bot.rehearsal import Stop, Trial
from bot.services import services
from bot.wording_rules import checked, fills, one_line
from domain.languages import Language
from domain.refusals import Refusal
from messages.catalog import Catalog, letters
from messages.compose import ascii_screen, price
from messages.segments import Segments, segment


@dataclass(frozen=True, slots=True)
class Sms:
    """A text this sentence leaves in, and what it costs to send once."""

    text: str
    segments: Segments
    price: Decimal


@dataclass(frozen=True, slots=True)
class Look:
    """`refusal` says why these words cannot be signed. `left` are the letters there is still room for, if that counts.

    `alone`: the sentence is on no screen and in no text that the walk knows, so it is shown by itself.
    """

    plain: str
    length: int
    left: int | None
    refusal: str
    screens: list[str]
    texts: list[Sms]
    alone: bool


def look(catalog: Catalog, language: Language, line: Line, typed: str, typed_plain: str) -> Look:
    """What becomes of these words."""
    plain = one_line(typed_plain) or ascii_screen(one_line(typed))
    try:
        checked(line.msgid, line.entry, language, typed, typed_plain)
        refusal = ""
    except Refusal as why:
        refusal = refused(why)
    shown = ascii_screen(plain) if fills(line.msgid, plain) else ""
    trial, places = Trial.of(catalog, language, line.msgid, shown), services().places
    screens = rehearsal.screens(trial, places, _ways(language).get(line.msgid, []), line.msgid)
    texts = rehearsal.texts(trial, line.msgid, places)
    alone = not screens and not texts
    longest = line.entry.longest
    return Look(
        plain=plain,
        length=letters(plain),
        left=None if longest is None else longest - letters(plain),
        refusal=refusal,
        screens=screens,
        texts=[_sms(text) for text in texts or ([rehearsal.filled(trial, line.msgid, places)] if alone else [])],
        alone=alone,
    )


def _sms(text: str) -> Sms:
    return Sms(text, segment(text), price(text, 1, services().settings.sms_price))


def _ways(language: Language) -> dict[str, list[Stop]]:
    """Where each sentence stands. Walked once in each process: other words hardly change which screens there are."""
    kept: dict[Language, dict[str, list[Stop]]] = current_app.extensions.setdefault("rehearsals", {})
    if language not in kept:
        kept[language] = rehearsal.stops(Trial.of(services().files, language), services().places)
    return kept[language]
