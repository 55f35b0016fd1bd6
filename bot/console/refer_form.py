"""The form by which a report is handed to responders: read, held against what may be said, and shown as it will travel.

Nothing leaves at the first press. What leaves at the second is what the page before it showed, to the letter.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from werkzeug.datastructures import MultiDict

from bot.console import referral_words as say
from bot.console.words import _
from bot.services import services, session
from domain import case_facts, redaction, sightings
from domain.case_facts import Facts, Time
from domain.incidents import Incident
from domain.languages import Language
from domain.redaction import Flag
from domain.referrals import Need
from domain.refusals import Refusal
from domain.responders import Responder
from domain.sightings import Hurt
from messages import case_words
from messages.referring import Plan
from messages.segments import segment

PLACES_IN_CHAIN = 4  # the first, and three after them
UNKNOWN = ""
NOT_YET = "X" * 5  # stands in a text for the case number, which is given as it is sent


@dataclass(frozen=True, slots=True)
class Look:
    """One text as its readers will see it."""

    language: Language
    text: str
    parts: int
    price: Decimal  # for each of them


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form asks for, and what it would send."""

    facts: Facts
    plan: Plan
    flags: list[tuple[str, str, bool]] = field(
        default_factory=list
    )  # what is marked, why, and whether it was confirmed

    @property
    def stamp(self) -> str:
        """Changes with whatever would leave."""
        return sha256(repr(self.plan).encode()).hexdigest()[:16]

    @property
    def confirmed(self) -> bool:
        return all(confirmed for _part, _why, confirmed in self.flags)

    @property
    def looks(self) -> list[Look]:
        price, found = services().settings.sms_price, []
        for language, words in self.plan.words.items():
            text = case_words.body(NOT_YET, words, language)
            parts = len(segment(text).parts)
            found.append(Look(language, text, parts, parts * price))
        return found


def suggested(incident: Incident) -> Facts:
    """The coarse facts the form begins with."""
    return case_facts.suggest(incident, sightings.of(session(), incident), services().places)


def start(facts: Facts) -> MultiDict[str, str]:
    """The form before anything was chosen."""
    ongoing = {True: "yes", False: "no", None: UNKNOWN}[facts.ongoing]
    fields = {"area": facts.area or "", "time": facts.time, "ongoing": ongoing, "hurt": facts.hurt or UNKNOWN}
    return MultiDict({**fields, "need": Need.CHECK})


def read(form: MultiDict[str, str], incident: Incident, offered: list[Responder]) -> Draft:
    """What was asked for. Raises `Refusal` for what may not be said or sent."""
    known, places = suggested(incident), services().places
    facts, reason = _facts(form, known), form.get("reason", "").strip()
    case_facts.check(facts, incident, known, reason, places)
    if case_facts.is_finer(facts, places) and not form.get("finer"):
        raise Refusal("Tick that the place is named so near on purpose.")
    chosen = [one for one in (form.get(f"then{at}", "") for at in range(PLACES_IN_CHAIN)) if one]
    told = [one for key in chosen for one in offered if str(one.id) == key]
    if not told or len(told) < len(chosen):
        raise Refusal("Choose whom to tell.")
    words = case_words.all_words(facts, [one.language for one in told], places)
    for language, text in words.items():
        if letters := case_words.letters_too_many(NOT_YET, text, language):
            raise Refusal(
                "The text is %(letters)s letters too long for two messages: shorten the note.", letters=letters
            )
    chain = tuple(one.id for one in told)
    plan = Plan(facts.need, words, chain, reason if case_facts.is_finer(facts, places) else "")
    return Draft(facts, plan, _flags(facts, form.getlist("confirmed")))


def _facts(form: MultiDict[str, str], known: Facts) -> Facts:
    try:
        return Facts(
            kind=known.kind,
            area=form.get("area") or None,
            time=Time(form.get("time", "")),
            at=known.at,
            need=Need(form.get("need", "")),
            ongoing={"yes": True, "no": False}.get(form.get("ongoing", "")),
            hurt=Hurt(form["hurt"]) if form.get("hurt") else None,
            nearer=" ".join(form.get("nearer", "").split()),
            note=" ".join(form.get("note", "").split()),
        )
    except ValueError:
        raise Refusal("Choose what is needed.") from None


def _flags(facts: Facts, confirmed: list[str]) -> list[tuple[str, str, bool]]:
    """Each marked part once."""
    places, found = services().places, {}
    for text in (facts.nearer, facts.note):
        for flag in redaction.flags(text, places):
            found[text[flag.start : flag.end]] = _why(flag)
    return [(part, why, part in confirmed) for part, why in found.items()]


def _why(flag: Flag) -> str:
    return _(say.WHYS[flag.why])
