"""What may take the place of a segment: other approved words for the same part of the programme, in signed forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain import library_shelves, placeholders, radio_pieces, scripts
from domain.bulletins import Bulletin, Kind
from domain.hours import local
from domain.languages import FLOOR
from domain.library import LibraryVersion
from domain.library_texts import LibraryText
from domain.programmes import on_air
from domain.radio_pieces import RadioPiece
from domain.scripts import Script
from domain.segments import Part, Priority, Segment, Speech
from domain.signed_words import Form
from messages import radio_sentences as say
from messages.radio import words_of

REPLACED = (Part.BULLETIN, Part.PEACE, *radio_pieces.PARTS)  # the parts of which there may be another


@dataclass(frozen=True, slots=True)
class Offer:
    """One segment to take in. `key` names what it is of ("bulletin 12", "text 3", "piece 5"), `about` says it to an
    officer; `hands` wrote in it; `foreign`: its words are not in the script's own language."""

    key: str
    about: str
    segment: Segment
    foreign: bool
    hands: tuple[int, ...] = ()


def offers(session: Session, script: Script, now: datetime, code: str) -> Mapping[str, Offer]:
    """Everything that may be taken into a script today, by key. `code` answers by USSD or SMS."""
    readable = scripts.readable(session, script.county, script.week, now)
    shelf = library_shelves.offers(session, Kind.PEACE, [script.county], local(now).date())
    sunday = script.week + timedelta(days=6)
    found = [
        *(_bulletin(script, bulletin, now) for bulletin in readable),
        *(_peace(script, of.version, code) for of in shelf if of.usable),
        *(_piece(script, piece) for piece in radio_pieces.of_week(session, script.county, script.week, sunday)),
    ]
    return {offer.key: offer for offer in found if offer is not None}


def _bulletin(script: Script, bulletin: Bulletin, now: datetime) -> Offer | None:
    text = words_of(bulletin, script.language)
    if text is None:
        return None
    speech = Speech(
        speaker=say.READER,
        words=text.body,
        cue=", ".join(_hours(script, bulletin, now)),
        language=text.language,
        bulletin=bulletin.id,
        source=f"Taarifa {bulletin.id} ({say.KINDS[bulletin.kind]}), {local(bulletin.send_at):%d/%m/%Y}",
    )
    part = Part.PEACE if bulletin.kind is Kind.PEACE else Part.BULLETIN
    segment = Segment(part, (speech,), priority=Priority.MUST)
    return Offer(f"bulletin {bulletin.id}", bulletin.title, segment, foreign=text.language is not script.language)


def _hours(script: Script, bulletin: Bulletin, now: datetime) -> Iterator[str]:
    """When it may be read, where that is not all of the week."""
    monday, end = on_air(script.week)
    if bulletin.send_at > max(monday, now):
        yield say.NOT_BEFORE % f"{local(bulletin.send_at):%d/%m/%Y %H:%M}"
    if bulletin.expires_at < end:
        yield say.NOT_AFTER % f"{local(bulletin.expires_at):%d/%m/%Y %H:%M}"


def _peace(script: Script, version: LibraryVersion, code: str) -> Offer | None:
    text = next(filter(None, (_signed(version, language) for language in (script.language, FLOOR))), None)
    if text is None or placeholders.names(text.body) - placeholders.DIGITS_ONLY:
        return None
    words = placeholders.fill(text.body, {"date": f"{script.week:%d/%m/%Y}", "code": code})
    speech = Speech(
        speaker=say.PRESENTER, words=words, language=text.language, source=f"Maktaba: {version.entry.title}"
    )
    segment = Segment(Part.PEACE, (speech,), text=version.id)
    return Offer(f"text {version.id}", version.entry.title, segment, foreign=text.language is not script.language)


def _signed(version: LibraryVersion, language: object) -> LibraryText | None:
    """Its radio form in this language, where a speaker stands for it."""
    text = next((text for text in version.texts if text.language is language and text.form is Form.RADIO), None)
    return text if text is not None and text.signed else None


def _piece(script: Script, piece: RadioPiece) -> Offer | None:
    spoken = next((one for one in (script.language, FLOOR) if piece.wording(one)), None)
    wording = piece.wording(spoken) if spoken else None
    if spoken is None or wording is None:
        return None
    said = filter(None, (wording.question, wording.words))
    speeches = tuple(Speech(speaker=say.PRESENTER, words=words, language=spoken, source=piece.source) for words in said)
    segment = Segment(piece.part, speeches, piece=piece.id)
    about = " ".join((wording.question or wording.words).split()[:8])
    return Offer(f"piece {piece.id}", about, segment, foreign=spoken is not script.language, hands=tuple(piece.hands))
