"""How a bulletin gets its plan and its words: who may change them, what that voids, whose name stands under them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain import hours, standing, subscribers
from domain.areas import Gazetteer, county_of
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Kind
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Officer
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.signed_words import Form
from domain.zones import zones

# A signature given later would change what the approver approved.
OPEN_TO_SIGN = {State.DRAFT, State.RETURNED, State.SUBMITTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an officer decides beside the words. Only drought has a phase and a trend; moments are aware.

    Empty `zones`, `kinds` or `languages`: everybody in the areas. `record_id` and `version_id` say where the words came
    from. `training` is settled when it is started, and a change leaves it as it is.
    """

    title: str
    kind: Kind
    phase: Phase | None
    trend: Trend | None
    areas: list[str]
    send_at: datetime
    expires_at: datetime
    zones: list[str] = field(default_factory=list)
    kinds: list[subscribers.Kind] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)
    training: bool = False
    public: bool = True
    record_id: int | None = None
    version_id: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """One text as written: `plain` is its form without ĩ and ũ, `send_plain` the choice to send that one."""

    body: str
    plain: str
    send_plain: bool = False


Texts = Mapping[tuple[Language, Form], Words]


def start(officer: Officer, plan: Plan, texts: Texts, now: datetime) -> Bulletin:
    """A new draft. Raises `Refusal`."""
    bulletin = Bulletin(
        title=plan.title,
        kind=plan.kind,
        phase=plan.phase,
        trend=plan.trend,
        areas=plan.areas,
        send_at=plan.send_at,
        expires_at=plan.expires_at,
        author_id=officer.id,
        created_at=now,
        training=plan.training,
    )
    _put(bulletin, plan)
    _check_and_write(bulletin, officer, texts, now)
    return bulletin


def revise(bulletin: Bulletin, officer: Officer, plan: Plan, texts: Texts, now: datetime) -> None:
    """Change it: it is a draft again, and an approval is void. Raises `Refusal`; the caller then rolls back."""
    bulletin.check_writer(officer, now)
    bulletin.reopen()
    bulletin.touched_by(officer)
    bulletin.title, bulletin.kind, bulletin.areas = plan.title, plan.kind, plan.areas
    bulletin.phase, bulletin.trend = plan.phase, plan.trend
    bulletin.send_at, bulletin.expires_at = plan.send_at, plan.expires_at
    _put(bulletin, plan)
    _check_and_write(bulletin, officer, texts, now)


def _put(bulletin: Bulletin, plan: Plan) -> None:
    bulletin.zones = list(plan.zones)
    bulletin.audience_kinds = [kind.value for kind in plan.kinds]
    bulletin.audience_languages = [language.value for language in plan.languages]
    bulletin.public, bulletin.record_id, bulletin.version_id = plan.public, plan.record_id, plan.version_id


def _check_and_write(bulletin: Bulletin, officer: Officer, texts: Texts, now: datetime) -> None:
    bulletin.check_plan(now)
    bulletin.check_writer(officer, now)
    check_zones(bulletin.zones, bulletin.areas)
    if not any(words.body.strip() for (_, form), words in texts.items() if form is Form.SMS):
        raise Refusal("Write the text to send: all of them are empty.")
    for (language, form), words in texts.items():
        write(bulletin, officer, language, form, words)


def check_zones(chosen: Iterable[str], areas: Iterable[str]) -> None:
    """Refuse a zone nobody knows, and one of a county that is not among the areas."""
    counties, known = {county_of(area) for area in areas}, zones()
    for zone in chosen:
        if zone not in known:
            raise Refusal("One of the livelihood zones is not known here: choose again.")
        if known[zone].county not in counties:
            raise Refusal(
                "The zone %(zone)s lies in a county you did not choose: take it out, or choose areas there.",
                zone=known[zone].name,
            )


def check_every_county(chosen: Iterable[str], areas: Iterable[str], places: Gazetteer) -> None:
    """Refuse zones of some of the counties alone: they would leave nobody of the areas in the others."""
    counties = {county_of(area) for area in areas}
    named = {zones()[zone].county for zone in chosen if zone in zones()} & counties
    if named and (without := sorted(counties - named)):
        raise Refusal("Tick a zone of %(county)s too, or take its areas out.", county=places[without[0]].name)


def write(bulletin: Bulletin, officer: Officer, language: Language, form: Form, words: Words) -> None:
    """Put one text in place; an empty one is taken away."""
    text = bulletin.text(language, form)
    if not words.body.strip():
        if text is not None:
            bulletin.texts.remove(text)
        return
    if text is None:
        text = BulletinText(language=language, form=form, body="", plain="", writer_id=officer.id)
        bulletin.texts.append(text)
    text.write(officer, words.body, words.plain, send_plain=words.send_plain)


def adopt(
    bulletin: Bulletin,
    text: BulletinText,
    officer: Officer,
    words: Words,
    now: datetime,
    *,
    proposer: int | None = None,
) -> None:
    """Take other words for one text. Who adopts a speaker's proposal wrote it, so that the speaker may sign.

    The `proposer` had a hand in it, and does not approve it.
    """
    bulletin.check_writer(officer, now)
    bulletin.reopen()
    bulletin.touched_by(officer)
    bulletin.hands = sorted({*bulletin.hands, *([proposer] if proposer else [])})
    text.write(officer, words.body, words.plain, send_plain=words.send_plain)


def sign(bulletin: Bulletin, text: BulletinText, officer: Officer, now: datetime, *, seen: str) -> None:
    """Put a speaker's name to a text; `seen` is the fingerprint of the words the speaker read."""
    if bulletin.state not in OPEN_TO_SIGN:
        raise Refusal("This bulletin is %(now)s: a signature now would change what was approved.", now=bulletin.state)
    if seen != text.fingerprint():
        raise Refusal("The words were changed while you read them: read them again, then sign.")
    standing.check_speaker(officer, text.language, bulletin.counties, hours.local(now).date())
    text.sign(officer, now, hours.local(now).date())
