"""The bulletins of a week on air: what is announced at the head of the programme, and each with its signed words."""

import textwrap
from collections.abc import Iterator, Sequence

from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.languages import FLOOR, Language
from domain.library import LibraryVersion
from domain.segments import Part, Priority, Segment, Speech
from domain.signed_words import Form
from messages import radio_sentences as say
from messages.radio_sentences import Sentence
from messages.radio_studio import Studio, day

HEADLINE = {
    Kind.DROUGHT: say.HEADLINE_DROUGHT,
    Kind.NOTICE: say.HEADLINE_NOTICE,
    Kind.PEACE: say.HEADLINE_PEACE,
}
OPENING = {Kind.DROUGHT: say.DECLARED, Kind.NOTICE: say.NOTICE, Kind.PEACE: say.PEACE}
PRIORITY = {Kind.DROUGHT: Priority.MUST, Kind.NOTICE: Priority.HIGH, Kind.PEACE: Priority.HIGH}
# The form for those who pass a warning on is not for the air: it tells them what to do at a baraza.
READ_OUT = (Form.RADIO, Form.SMS)
LONGEST_PLACES = 60  # letters, in the rundown


def words_of(bulletin: Bulletin, language: Language) -> BulletinText | None:
    """The signed words to read: this language's, else Swahili; the radio form, else the SMS. None: nobody signed."""
    wanted = ((spoken, form) for spoken in (language, FLOOR) for form in READ_OUT)
    found = (bulletin.text(spoken, form) for spoken, form in wanted)
    return next((text for text in found if text is not None and text.signed), None)


def announced_as(bulletin: Bulletin) -> Kind:
    """What takes a warning back declares no phase: it is read as a notice."""
    return Kind.NOTICE if bulletin.follow is Follow.CANCEL and bulletin.kind is Kind.DROUGHT else bulletin.kind


def headlines(studio: Studio, bulletins: Sequence[Bulletin], peace: Bulletin | LibraryVersion | None) -> Segment:
    """What is to come; shorter: the droughts alone, or that there is none."""
    read = [bulletin for bulletin in bulletins if words_of(bulletin, studio.language)]
    none = all(announced_as(bulletin) is not Kind.DROUGHT for bulletin in bulletins)
    told = [(Kind.DROUGHT, studio.line(say.HEADLINE_NONE))] if none else []
    told += [(announced_as(bulletin), _headline(studio, bulletin)) for bulletin in read]
    if isinstance(peace, Bulletin):
        told.append((Kind.PEACE, _headline(studio, peace)))
    elif peace is not None:
        told.append((Kind.PEACE, studio.line(say.HEADLINE_PEACE)))
    intro, droughts = studio.line(say.HEADLINES), [speech for kind, speech in told if kind is Kind.DROUGHT]
    return Segment(
        Part.HEADLINES,
        (intro, *(speech for _, speech in told), studio.line(say.HEADLINE_HELP)),
        short=(intro, *droughts) if droughts else (),
        priority=Priority.MUST,
    )


def read_out(studio: Studio, bulletin: Bulletin) -> Segment | None:
    """Who speaks, of when and where; then the signed words. Shorter: those of the SMS. None: nobody signed any."""
    peace = bulletin.kind is Kind.PEACE
    text = words_of(bulletin, studio.peace_language if peace else studio.language)
    if text is None:
        return None
    sms = bulletin.text(text.language, Form.SMS) if text.form is Form.RADIO else None
    return Segment(
        Part.PEACE if peace else Part.BULLETIN,
        (Speech(cue=say.BREAK_MUSIC, seconds=3), *_spoken(studio, bulletin, text)),
        short=tuple(_spoken(studio, bulletin, sms)) if sms is not None and sms.signed else (),
        priority=PRIORITY[announced_as(bulletin)],
        text=bulletin.version_id if bulletin.series_id is not None else None,  # a series sends its text as it stands
        kind=announced_as(bulletin),
        places=textwrap.shorten(", ".join(studio.named(bulletin)), LONGEST_PLACES, placeholder=" …"),
    )


def _spoken(studio: Studio, bulletin: Bulletin, text: BulletinText) -> Iterator[Speech]:
    sentence = _filled(studio, OPENING[announced_as(bulletin)], bulletin)
    source = f"Taarifa {bulletin.id} ({say.KINDS[bulletin.kind]}), {day(bulletin.send_at)}"
    yield studio.line(sentence, bulletin=bulletin)
    yield studio.of(bulletin, studio.reading(text, text.body, source, bulletin.approver_id))


def _headline(studio: Studio, bulletin: Bulletin) -> Speech:
    return studio.line(_filled(studio, HEADLINE[announced_as(bulletin)], bulletin), bulletin=bulletin)


def _filled(studio: Studio, sentence: Sentence, bulletin: Bulletin) -> Sentence:
    facts: dict[str, object] = {"date": day(bulletin.send_at), "places": studio.where(bulletin)}
    if bulletin.phase is not None and bulletin.trend is not None:
        facts |= {"phase": say.PHASES[bulletin.phase], "trend": say.TRENDS[bulletin.trend]}
    return say.fill(sentence, **facts)
