"""A week's script for one county and language, drafted from signed bulletin texts and nothing else.

It never draws on conflict reports: a local incident is not broadcast. What has no signed text in the language of the
script is spoken in Swahili, and the draft says what is missing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.areas import Gazetteer, constituency_of, county_of
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.hours import local
from domain.languages import FLOOR, Language
from domain.programmes import on_air
from domain.segments import Part, Priority, Segment, Speech, lines
from domain.signed_words import Form
from messages import radio_sentences as say
from messages.radio_sentences import PRESENTER, READER, Sentence

HEADLINE = {
    Kind.DROUGHT: say.HEADLINE_DROUGHT,
    Kind.NOTICE: say.HEADLINE_NOTICE,
    Kind.PEACE: say.HEADLINE_PEACE,
}
OPENING = {Kind.DROUGHT: say.DECLARED, Kind.NOTICE: say.NOTICE, Kind.PEACE: say.PEACE}
STANDING = "standing"  # in `missing`: our own sentences have no signed form in this language
MOST_NAMES = 6  # places read out one by one; more of them nobody can follow


Said = tuple[Sentence, Mapping[str, object]]  # a sentence and what fills it, which may be sentences themselves
Worded = Sequence[tuple[Bulletin, BulletinText]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What `domain.scripts.Script` keeps of a draft."""

    segments: list[Segment]
    missing: list[str]
    hands: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Studio:
    """What a draft is made with. `names` are officers by id; `short_code` None: nobody can write to us."""

    week: date
    now: datetime
    county: str
    language: Language
    places: Gazetteer
    ussd_code: str
    short_code: str | None
    names: Mapping[int, str] = field(default_factory=dict)

    def line(self, *sentences: Said, bulletin: Bulletin | None = None) -> Speech:
        """One speech of the presenter's, in the script's language when every sentence of it is signed there."""
        parts = [part for sentence, values in sentences for part in (sentence, *values.values())]
        signed = all(self.language in part for part in parts if isinstance(part, Mapping))
        language = self.language if signed else FLOOR
        words = " ".join(_filled(sentence, values, language) for sentence, values in sentences)
        speech = Speech(speaker=PRESENTER, words=words, language=language)
        return self.of(bulletin, speech) if bulletin else speech

    def of(self, bulletin: Bulletin, speech: Speech) -> Speech:
        """A speech that speaks of this bulletin: with the hours it may be read in, if not all that are left."""
        monday, end = on_air(self.week)
        hours = [say.NOT_BEFORE % _hour(bulletin.send_at)] if bulletin.send_at > max(monday, self.now) else []
        hours += [say.NOT_AFTER % _hour(bulletin.expires_at)] if bulletin.expires_at < end else []
        return replace(speech, cue=", ".join(hours), bulletin=bulletin.id)

    def where(self, bulletin: Bulletin) -> Sentence | str:
        """The bulletin's places in this county, as they are read out."""
        slugs = [area for area in bulletin.areas if county_of(area) == self.county]
        if self.county in slugs:
            return _with(say.WHOLE_COUNTY, self.places[self.county].name)
        if len(slugs) > MOST_NAMES:
            wider = dict.fromkeys(constituency_of(slug) for slug in slugs)
            return _with(say.PARTS_OF, _listed([self.places[slug].name for slug in wider]))
        return _listed([self.places[slug].display_name for slug in slugs])


def draft(studio: Studio, bulletins: Iterable[Bulletin]) -> Draft:
    """The script, from bulletins that may be read in this week (`domain.scripts.readable`)."""
    chosen = sorted(bulletins, key=lambda bulletin: bulletin.kind is Kind.PEACE)
    texts = [(bulletin, text) for bulletin in chosen if (text := words_of(bulletin, studio.language))]
    segments = [
        _must(
            Part.OPENING,
            Speech(cue=say.OPENING_MUSIC, seconds=10),
            studio.line((say.IDENT, {"county": studio.places[studio.county].name, "week": _day(studio.week)})),
        ),
        _must(Part.HEADLINES, *_headlines(studio, texts)),
        _must(Part.BULLETIN, *_bulletins(studio, texts)),
        _must(Part.HELP, Speech(cue=say.BREAK_MUSIC, seconds=5), _helplines(studio)),
        _must(Part.CODES, _codes(studio)),
        _must(Part.CALL_IN, studio.line((say.CALL_IN, {}))),
        _must(Part.CLOSING, studio.line((say.OUTRO, {})), Speech(cue=say.CLOSING_MUSIC, seconds=10)),
    ]
    speeches = lines(segments)
    own = {bulletin.id for bulletin, text in texts if text.language is studio.language}
    missing = [f"bulletin {bulletin.id}" for bulletin in chosen if bulletin.id not in own]
    if any(speech.speaker == PRESENTER and speech.language is not studio.language for speech in speeches):
        missing.append(STANDING)
    return Draft(segments, missing)


def _must(part: Part, *speeches: Speech) -> Segment:
    return Segment(part, speeches, priority=Priority.MUST)


def words_of(bulletin: Bulletin, language: Language) -> BulletinText | None:
    """The signed words to read: this language's, else Swahili; the radio form, else the SMS. None: nobody signed."""
    wanted = ((spoken, form) for spoken in (language, FLOOR) for form in (Form.RADIO, Form.SMS))
    found = (bulletin.text(spoken, form) for spoken, form in wanted)
    return next((text for text in found if text is not None and text.signed), None)


def _headlines(studio: Studio, texts: Worded) -> Iterator[Speech]:
    yield studio.line((say.HEADLINES, {}))
    for bulletin, _ in texts:
        sentence, values = HEADLINE[_announced_as(bulletin)], _facts(studio, bulletin)
        yield studio.line((sentence, values), bulletin=bulletin)
    yield studio.line((say.HEADLINE_HELP, {}))


def _bulletins(studio: Studio, texts: Worded) -> Iterator[Speech]:
    """Who speaks, of when and where; then the signed words. Without a warning: what holds in every season."""
    if all(bulletin.kind is Kind.PEACE for bulletin, _ in texts):
        yield studio.line((say.NO_BULLETIN, {"county": studio.places[studio.county].name}))
        yield studio.line((say.standing_advice(studio.week), {}))
    for bulletin, text in texts:
        yield Speech(cue=say.BREAK_MUSIC, seconds=3)
        yield studio.line((OPENING[_announced_as(bulletin)], _facts(studio, bulletin)), bulletin=bulletin)
        words = Speech(READER, text.body, language=text.language, source=_source(studio, bulletin, text))
        yield studio.of(bulletin, words)


def _announced_as(bulletin: Bulletin) -> Kind:
    """What takes a warning back declares no phase: it is read as a notice."""
    return Kind.NOTICE if bulletin.follow is Follow.CANCEL and bulletin.kind is Kind.DROUGHT else bulletin.kind


def _facts(studio: Studio, bulletin: Bulletin) -> dict[str, object]:
    facts: dict[str, object] = {"date": _day(bulletin.send_at), "places": studio.where(bulletin)}
    if bulletin.phase is not None and bulletin.trend is not None:
        facts |= {"phase": say.PHASES[bulletin.phase], "trend": say.TRENDS[bulletin.trend]}
    return facts


def _helplines(studio: Studio) -> Speech:
    numbers: list[Said] = [
        ({language: f"{label}: {number}." for language, label in labels.items()}, {})
        for labels, number in say.HELPLINES
    ]
    return studio.line((say.HELP, {}), *numbers, (say.NOT_POLICE, {}))


def _codes(studio: Studio) -> Speech:
    """How to reach us, read twice."""
    dial, send = {"code": studio.ussd_code}, {"number": studio.short_code}
    lines: list[Said] = [(say.DIAL, dial), (say.DIAL_AGAIN, dial)]
    if studio.short_code:
        lines += [(say.SEND, send), (say.SEND_AGAIN, send)]
    return studio.line(*lines, (say.NO_MONEY, {}))


def _source(studio: Studio, bulletin: Bulletin, text: BulletinText) -> str:
    """Where words come from, for the cover. Never the title, which is for officers."""
    facts = [f"Taarifa {bulletin.id} ({say.KINDS[bulletin.kind]}), {_day(bulletin.send_at)}"]
    if approver := studio.names.get(bulletin.approver_id or 0):
        facts.append(f"imeidhinishwa na {approver}")
    if signer := studio.names.get(text.signer_id or 0):
        facts.append(f"{text.language.own_name}: imetiwa sahihi na {signer}")
    return "; ".join(facts)


def _with(sentence: Sentence, places: str) -> Sentence:
    return {language: text % {"places": places} for language, text in sentence.items()}


def _filled(sentence: Sentence, values: Mapping[str, object], language: Language) -> str:
    return sentence[language] % {
        name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()
    }


def _day(moment: datetime | date) -> str:
    """24/11/2026, in Nairobi: names of months are easily off by one in these languages."""
    on = local(moment).date() if isinstance(moment, datetime) else moment
    return f"{on:%d/%m/%Y}"


def _hour(moment: datetime) -> str:
    return f"{local(moment):%d/%m/%Y %H:%M}"


def _listed(names: Sequence[str]) -> str:
    return " na ".join(filter(None, (", ".join(names[:-1]), names[-1])))
