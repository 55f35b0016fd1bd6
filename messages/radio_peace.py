"""The one peace message of a week: a bulletin of these days, else an approved text of the library, in turn."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.bulletins import Kind
from domain.languages import FLOOR
from domain.library import LibraryEntry, LibraryVersion, PeaceTopic
from domain.library_texts import LibraryText
from domain.placeholders import DIGITS_ONLY, fill, names
from domain.scripts import Script
from domain.segments import Part, Priority, Segment, Speech
from domain.signed_words import Form
from messages import radio_sentences as say
from messages.radio_bulletins import READ_OUT
from messages.radio_studio import Studio, day

LATELY = 4  # weeks
REMEMBERED = 26  # weeks of scripts that are looked at


def choose(session: Session, studio: Studio) -> LibraryVersion | None:
    """The text whose turn it is: not heard lately, and written for radio, if there is one; the longest unheard.

    Texts about elections are left to officers: they are true in some months only.
    """
    heard = _last_heard(session, studio)
    query = select(LibraryEntry).where(
        LibraryEntry.kind == Kind.PEACE,
        LibraryEntry.topic != PeaceTopic.ELECTIONS,
        LibraryEntry.withdrawn_at.is_(None),
        LibraryEntry.county.is_(None) | (LibraryEntry.county == studio.county),
    )
    found = [version for entry in session.scalars(query) if (version := entry.in_use(studio.sunday))]
    readable = [(version, text) for version in found if (text := words_of(studio, version))]

    def turn(choice: tuple[LibraryVersion, LibraryText]) -> tuple[object, ...]:
        version, text = choice
        weeks_ago = heard.get(version.entry_id, REMEMBERED + 1)
        lately = weeks_ago <= LATELY
        return lately, not lately and text.form is not Form.RADIO, -weeks_ago, version.entry_id

    return min(readable, key=turn)[0] if readable else None


def words_of(studio: Studio, version: LibraryVersion) -> LibraryText | None:
    """Its signed words to read, whose blanks are digits, in the language for peace here, else in Swahili."""
    return next(_readable(studio, version), None)


def read_out(studio: Studio, version: LibraryVersion) -> Segment | None:
    """The text as it is read out; shorter: its SMS."""
    text = words_of(studio, version)
    if text is None:
        return None
    others = (other for other in _readable(studio, version) if other.language is text.language)
    sms = next((other for other in others if other.form is Form.SMS and text.form is Form.RADIO), None)
    intro = studio.line(say.STANDING_PEACE)
    return Segment(
        Part.PEACE,
        (Speech(cue=say.BREAK_MUSIC, seconds=3), intro, _reading(studio, version, text)),
        short=(intro, _reading(studio, version, sms)) if sms else (),
        priority=Priority.HIGH,
        text=version.id,
    )


def _readable(studio: Studio, version: LibraryVersion) -> Iterator[LibraryText]:
    for language in dict.fromkeys((studio.peace_language, FLOOR)):
        for form in READ_OUT:
            text = version.text(language, form)
            if text is not None and text.signed and _can_be_filled(studio, text):
                yield text


def _can_be_filled(studio: Studio, text: LibraryText) -> bool:
    """A short text says "send STOP to {code}": that takes the short code. A spoken one asks for any code that answers.

    As in a series, no word is filled in unseen.
    """
    blanks = names(text.body)
    return blanks <= DIGITS_ONLY and ("code" not in blanks or text.form is Form.RADIO or bool(studio.short_code))


def _reading(studio: Studio, version: LibraryVersion, text: LibraryText) -> Speech:
    words = fill(text.body, {"date": day(studio.week), "code": studio.short_code or studio.ussd_code})
    return studio.reading(text, words, f"Maktaba, andiko {version.id}", version.approver_id)


def _last_heard(session: Session, studio: Studio) -> dict[int, int]:
    """How many weeks ago each entry was last in a script of this county and language."""
    query = (
        select(Script)
        .where(Script.county == studio.county, Script.language == studio.language)
        .where(Script.week < studio.week, Script.week >= studio.week - timedelta(weeks=REMEMBERED))
        .order_by(Script.week)
    )
    weeks = {
        text: (studio.week - script.week).days // 7
        for script in session.scalars(query)
        for text in (script.approved or script.newest).texts
    }
    entries = select(LibraryVersion.id, LibraryVersion.entry_id).where(LibraryVersion.id.in_(weeks))
    heard: dict[int, int] = {}
    for version, entry in session.execute(entries):
        heard[entry] = min(weeks[version], heard.get(entry, weeks[version]))
    return heard
