"""Writing a piece for the radio: who may, what it must have, and what is never said on air."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from domain.areas import Gazetteer
from domain.hours import local
from domain.languages import Language
from domain.officers import Officer, Role
from domain.phones import NotAKenyanNumber, Phone
from domain.programmes import monday_of
from domain.radio_pieces import PARTS, RadioPiece, Wording
from domain.redaction import Why, flags
from domain.refusals import Refusal
from domain.segments import Part

WRITTEN_BY = (Role.OFFICER, Role.LEAD, Role.REVIEWER)
READ_BY = (*WRITTEN_BY, Role.APPROVER, Role.PEACE)
LONGEST = 2000  # letters of the words: some two minutes and a half
LONGEST_QUESTION, LONGEST_SOURCE = 300, 200
MOST_DAYS = 92  # a season
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an officer wrote, with its typing put right; `wordings` are the languages that have any."""

    starts_on: date
    ends_on: date
    source: str
    wordings: Mapping[Language, Wording]


class Overtaken(Refusal):
    """Somebody else changed the piece since it was looked at."""


class Doubt(NamedTuple):
    """Words that may point at somebody, and as what."""

    words: str
    why: Why


def writers(part: Part) -> tuple[Role, ...]:
    """Who writes this part; good news may be of peace, so peace officers write it too."""
    return (*WRITTEN_BY, Role.PEACE) if part is Part.GOOD_NEWS else WRITTEN_BY


def usual_days(part: Part, today: date) -> tuple[date, date]:
    """This week and the next; a market note the coming week alone, for prices age. Its script is drafted before it."""
    monday = monday_of(today)
    return (monday + timedelta(days=7) if part is Part.MARKET else monday), monday + timedelta(days=13)


def check_writer(officer: Officer, county: str, part: Part, on: date) -> None:
    """Refuse whoever does not write this part in this county."""
    if part not in PARTS or not any(officer.may(role, on, county=county) for role in writers(part)):
        raise Refusal("You do not write this for the radio of this county.")


def start(officer: Officer, county: str, part: Part, content: Content, places: Gazetteer, now: datetime) -> RadioPiece:
    """A new piece. Raises `Refusal`."""
    today = local(now).date()
    check_writer(officer, county, part, today)
    check(part, content, places, today)
    if content.ends_on < today:
        raise Refusal("Its last day is over already.")
    return RadioPiece(county=county, part=part, written_at=now, hands=[officer.id], **_kept(content))


def change(piece: RadioPiece, officer: Officer, content: Content, seen: str, places: Gazetteer, now: datetime) -> bool:
    """Change a piece that is held; False: it says the same. `seen` is the fingerprint that was looked at.

    Scripts that have it as it was must not be read any more (`script_bulletins.doubts`).
    """
    today = local(now).date()
    check_writer(officer, piece.county, piece.part, today)
    if seen != piece.fingerprint():
        raise Overtaken("Somebody changed this piece while you were writing. Saving again replaces what they did.")
    check(piece.part, content, places, today)
    before, kept = piece.fingerprint(), _kept(content)
    for name, value in kept.items():
        setattr(piece, name, value)
    if piece.fingerprint() == before:
        return False
    piece.written_at, piece.hands = now, sorted({*piece.hands, officer.id})
    return True


def withdraw(piece: RadioPiece, officer: Officer, now: datetime) -> None:
    """Take a piece that is held off the air: no draft takes it any more, and scripts that have it must not be read."""
    check_writer(officer, piece.county, piece.part, local(now).date())
    if piece.withdrawn_at is not None:
        raise Refusal("It is withdrawn already.")
    piece.withdrawn_at = now


def bring_back(piece: RadioPiece, officer: Officer, now: datetime) -> None:
    """Let scripts take it again, within its days. One the clock has withdrawn for it meanwhile stays withdrawn."""
    check_writer(officer, piece.county, piece.part, local(now).date())
    if piece.withdrawn_at is None:
        raise Refusal("It is not withdrawn.")
    piece.withdrawn_at = None


def check(part: Part, content: Content, places: Gazetteer, today: date) -> None:
    """Refuse what could not be read out, or must not be."""
    _check_days(content, today)
    if not content.wordings:
        raise Refusal("Write it in at least one language.")
    if part in (Part.SEASON, Part.MARKET) and not content.source:
        raise Refusal("Say where it is from: the cover of the script names it.")
    if len(content.source) > LONGEST_SOURCE:
        raise Refusal("The source is too long: at most %(most)s letters.", most=LONGEST_SOURCE)
    for language, wording in content.wordings.items():
        _check_wording(part, language, wording)
    for text in (content.source, *_texts(content.wordings)):
        check_sayable(text, places)


def doubts(texts: Iterable[str], places: Gazetteer) -> list[Doubt]:
    """What in the words may point at a person or a community, each once: the officer looks at it and decides."""
    found = (Doubt(text[flag.start : flag.end], flag.why) for text in texts for flag in flags(text, places))
    return list(dict.fromkeys(found))


def _kept(content: Content) -> dict[str, Any]:
    worded = {language.value: asdict(wording) for language, wording in content.wordings.items()}
    return {
        "starts_on": content.starts_on,
        "ends_on": content.ends_on,
        "source": content.source,
        "wordings": worded,
    }


def _check_days(content: Content, today: date) -> None:
    if content.ends_on < content.starts_on:
        raise Refusal("Its last day lies before its first.")
    if (content.ends_on - content.starts_on).days >= MOST_DAYS:
        raise Refusal("It runs for at most %(most)s days: by then somebody should read it again.", most=MOST_DAYS)
    if content.starts_on - today > FARTHEST:
        raise Refusal("Its first day is more than a year ahead.")


def _check_wording(part: Part, language: Language, wording: Wording) -> None:
    named = language.own_name
    if not wording.words:
        raise Refusal("There is a question in %(language)s and no answer.", language=named)
    if part is Part.ANSWER and not wording.question:
        raise Refusal("Write the question in %(language)s too, in your own words.", language=named)
    if len(wording.words) > LONGEST:
        raise Refusal("%(language)s: too long, at most %(most)s letters.", language=named, most=LONGEST)
    if len(wording.question) > LONGEST_QUESTION:
        raise Refusal(
            "%(language)s: the question is too long, at most %(most)s letters.", language=named, most=LONGEST_QUESTION
        )


def check_sayable(text: str, places: Gazetteer) -> None:
    """Refuse blanks, phone numbers and code words. The refusals repeat nothing: they are shown, and may be logged."""
    if re.search(r"[{}]", text):
        raise Refusal("Nothing is filled in here: write the words themselves, without { and }.")
    for flag in flags(text, places):
        if flag.why is Why.PHONE and _dials(text[flag.start : flag.end]):
            raise Refusal("A phone number stands in it. Only the helplines are read on air, and every script has them.")
        if flag.why is Why.CODE_WORD:
            raise Refusal("The code word of a report stands in it. Nothing from reports goes on air.")


def _dials(written: str) -> bool:
    """Whether somebody would answer there: 150/160/170 is nobody's number, but may be three prices."""
    digits = re.sub(r"[^\d+]", "", re.sub("[oO]", "0", written))
    with suppress(NotAKenyanNumber):
        return bool(Phone.parse(digits))
    return digits.startswith(("+", "00"))


def _texts(wordings: Mapping[Language, Wording]) -> list[str]:
    return [text for each in wordings.values() for text in (each.question, each.words) if text]
