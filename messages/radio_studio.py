"""What a script is drafted with: for whom and when, who is named in it, and how its lines are made."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from domain.areas import Gazetteer, constituency_of, county_of
from domain.bulletins import Bulletin
from domain.hours import local
from domain.languages import FLOOR, Language
from domain.programmes import on_air
from domain.segments import Speech
from domain.signed_words import Form, SignedWords
from messages import radio_sentences as say
from messages.radio_closing import without_closing
from messages.radio_sentences import PRESENTER, READER, Sentence

MOST_NAMES = 6  # places read out one by one; more of them nobody can follow


@dataclass(frozen=True, kw_only=True)
class Studio:
    """One week of one county in one language. `names` are officers by id; `short_code` None: nobody can write to us."""

    week: date
    now: datetime
    county: str
    language: Language
    places: Gazetteer
    ussd_code: str
    short_code: str | None
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def county_name(self) -> str:
        return self.places[self.county].name

    @property
    def sunday(self) -> date:
        return self.week + timedelta(days=6)

    @property
    def peace_language(self) -> Language:
        """A peace message is neutral Swahili where a border ward hears it, and the air stops at no ward."""
        heard_at_border = any(county_of(ward) == self.county for ward in self.places.border_wards)
        return FLOOR if heard_at_border else self.language

    def line(self, *sentences: Sentence, bulletin: Bulletin | None = None, source: str = "") -> Speech:
        """One speech of the presenter's, in the script's language when every sentence of it is signed there."""
        language = self.language if all(self.language in sentence for sentence in sentences) else FLOOR
        words = " ".join(sentence[language] for sentence in sentences)
        speech = Speech(PRESENTER, words, language=language, source=source)
        return self.of(bulletin, speech) if bulletin else speech

    def reading(self, text: SignedWords, words: str, source: str, approver: int | None) -> Speech:
        """Signed words as they are read out, with the names of who stands for them: an SMS without its closing words.
        Never a title: those are for officers."""
        facts = [source]
        if text.form is Form.SMS:
            signed, words = words, without_closing(words, [*filter(None, (self.short_code, self.ussd_code))])
            facts += ["bila maneno ya mwisho ya SMS"] if words != signed else []
        if name := self.names.get(approver or 0):
            facts.append(f"imeidhinishwa na {name}")
        if name := self.names.get(text.signer_id or 0):
            facts.append(f"{text.language.own_name}: imetiwa sahihi na {name}")
        return Speech(READER, words, language=text.language, source="; ".join(facts))

    def of(self, bulletin: Bulletin, speech: Speech) -> Speech:
        """A speech that speaks of this bulletin: with the hours it may be read in, if not all that are left."""
        hours = self.hours(bulletin.send_at, bulletin.expires_at)
        return replace(speech, cue=hours, bulletin=bulletin.id, approval=bulletin.approved_hash or "")

    def hours(self, begins: datetime, ends: datetime) -> str:
        """The cue that says from when to when something may be read, if not all the week that is left."""
        monday, end = on_air(self.week)
        hours = [say.NOT_BEFORE % hour(begins)] if begins > max(monday, self.now) else []
        hours += [say.NOT_AFTER % hour(ends)] if ends < end else []
        return ", ".join(hours)

    def where(self, bulletin: Bulletin) -> Sentence:
        """The bulletin's places in this county, as they are read out; only some of its zones, where it is for those."""
        zones = [say.ZONES[zone] for zone in bulletin.zones if county_of(zone) == self.county]
        places = self._places(bulletin)
        return say.fill(say.IN_ZONES, places=places, zones=say.listed(zones)) if zones else places

    def _places(self, bulletin: Bulletin) -> Sentence:
        slugs = self._slugs(bulletin)
        places = say.listed([say.as_is(name) for name in self.named(bulletin)])
        if self.county in slugs:
            return say.fill(say.WHOLE_COUNTY, places=places)
        return say.fill(say.PARTS_OF, places=places) if len(slugs) > MOST_NAMES else places

    def named(self, bulletin: Bulletin) -> list[str]:
        """The names of its places in this county; of too many those of their constituencies."""
        slugs = self._slugs(bulletin)
        if self.county in slugs:
            return [self.county_name]
        if len(slugs) > MOST_NAMES:
            return [self.places[slug].name for slug in dict.fromkeys(constituency_of(slug) for slug in slugs)]
        return [self.places[slug].display_name for slug in slugs]

    def _slugs(self, bulletin: Bulletin) -> list[str]:
        return [area for area in bulletin.areas if county_of(area) == self.county]


def day(moment: datetime | date) -> str:
    """24/11/2026, in Nairobi: names of months are easily off by one in these languages."""
    on = local(moment).date() if isinstance(moment, datetime) else moment
    return f"{on:%d/%m/%Y}"


def hour(moment: datetime) -> str:
    """24/11/2026 18:00, in Nairobi."""
    return f"{local(moment):%d/%m/%Y %H:%M}"
