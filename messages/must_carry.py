"""What a message to people must carry, looked for in the words as typed: advice to the officer, never a refusal.

Who speaks, the date, the number that answers, how to leave, and now and then that we never ask for money. What is added
becomes words of the text: counted, paid for, and signed by a speaker with the rest. So a draft of the catalog may serve
here in Kamba and Taita: nobody hears it before a speaker has put a name to the whole text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.bulletins import Kind
from domain.languages import Language
from messages.catalog import N_, Catalog
from messages.compose import ascii_screen, plain

# class: A; max: 50. How to leave. STOP stays in capitals, or the stop word of the language.
HOW_TO_LEAVE = N_("To leave, send STOP.")
# class: A; max: 40. Against fraud in our name.
NEVER_MONEY = N_("We never ask for money.")


class Part(StrEnum):
    SPEAKER = "speaker"
    DATE = "date"
    CODE = "code"
    STOP = "stop"
    MONEY = "money"


DATES = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
# Who speaks for a county: NDMA beside its name or the word for it, or another authority that names itself.
COUNTY = re.compile(r"\b(kaunti|county|counties)\b")
AUTHORITIES = re.compile(
    r"\b(kamishna|commissioner|gavana|governor|red cross|msalaba mwekundu|nsc|ncic|kmd|"
    r"peace committee|kamati ya amani)\b"
)
# The wish not to be asked for money as people word it, beside our own sentence.
NO_MONEY = re.compile(r"\bnever asks? (you )?for money\b|\bha\w*omb\w* (\w+ )?(pesa|fedha)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is true of one bulletin. `counties` are names; `day` is when it leaves, in Nairobi; `code` is the short code
    with the word it needs, `codes` every number that answers. `money`: it is time to say that we never ask for any."""

    kind: Kind
    counties: Sequence[str]
    day: date
    code: str
    codes: Sequence[str]
    money: bool


def carried(text: str, language: Language, facts: Facts, catalog: Catalog) -> dict[Part, bool]:
    """Each thing this text must carry, and whether it does."""
    folded = ascii_screen(text).casefold()
    found = {
        Part.SPEAKER: _speaks(folded, facts),
        Part.DATE: DATES.search(text) is not None,
        Part.CODE: any(re.search(rf"(?<!\d){re.escape(code)}(?!\d)", text) for code in facts.codes),
        Part.STOP: any(re.search(rf"\b{word}\b", text) for word in _stop_words(language, catalog)),
    }
    if not facts.money:
        return found
    return found | {Part.MONEY: denies_money(text, language, catalog)}


def denies_money(text: str, language: Language, catalog: Catalog) -> bool:
    """Whether a text says that we never ask for money: in the catalog's words, or in others that mean it."""
    folded = ascii_screen(text).casefold()
    ours = ascii_screen(_sentence(NEVER_MONEY, language, catalog)).casefold().rstrip(".")
    return ours in folded or NO_MONEY.search(folded) is not None


def completed(text: str, language: Language, facts: Facts, catalog: Catalog) -> str:
    """The text with what it lacks: names and digits, which need no translation, before and after it, and the catalog's
    sentences in its language."""
    lacks = {part for part, there in carried(text, language, facts, catalog).items() if not there}
    opening = [
        words
        for part, words in ((Part.SPEAKER, speaker(facts.counties)), (Part.DATE, in_digits(facts.day)))
        if part in lacks
    ]
    closing = {
        Part.CODE: f"SMS: {facts.code}.",
        Part.STOP: _sentence(HOW_TO_LEAVE, language, catalog),
        Part.MONEY: _sentence(NEVER_MONEY, language, catalog),
    }
    head = f"{' '.join(opening)}: " if opening else ""
    return " ".join([head + _ended(text), *(words for part, words in closing.items() if part in lacks)]).strip()


def speaker(counties: Iterable[str]) -> str:
    """NDMA Kitui, Makueni"""
    return f"NDMA {', '.join(counties)}".strip()


def in_digits(day: date) -> str:
    """24/11/2026: names of months are easily off by one in these languages."""
    return f"{day:%d/%m/%Y}"


def days_in(text: str) -> list[date | None]:
    """The days a text gives in digits, in its order; None for one that no calendar has."""
    return [_day(*map(int, found)) for found in DATES.findall(text)]


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _speaks(folded: str, facts: Facts) -> bool:
    if AUTHORITIES.search(folded):
        return True
    county = COUNTY.search(folded) or any(ascii_screen(name).casefold() in folded for name in facts.counties)
    of_peace = facts.kind is Kind.PEACE and COUNTY.search(folded)
    return bool(of_peace or (re.search(r"\bndma\b", folded) and county))


def _stop_words(language: Language, catalog: Catalog) -> set[str]:
    return {"STOP", *re.findall(r"\b[A-Z]{3,}\b", plain(_sentence(HOW_TO_LEAVE, language, catalog)))}


def _sentence(msgid: str, language: Language, catalog: Catalog) -> str:
    """The catalog's words in this language, signed or not; English is the source."""
    entry = catalog.entries.get(language, {}).get(msgid)
    return entry.text if entry and entry.text else msgid


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
