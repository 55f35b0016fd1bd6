"""How a bulletin gets its plan and its words: who may change them, what that voids, whose name stands under them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain import hours
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Kind
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Officer
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.signed_words import Form

# A signature given later would change what the approver approved.
OPEN_TO_SIGN = {State.DRAFT, State.RETURNED, State.SUBMITTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an officer decides beside the words. Only drought has a phase and a trend; moments are aware."""

    title: str
    kind: Kind
    phase: Phase | None
    trend: Trend | None
    areas: list[str]
    send_at: datetime
    expires_at: datetime


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
    )
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
    _check_and_write(bulletin, officer, texts, now)


def _check_and_write(bulletin: Bulletin, officer: Officer, texts: Texts, now: datetime) -> None:
    bulletin.check_plan(now)
    bulletin.check_writer(officer, now)
    if not any(words.body.strip() for (_, form), words in texts.items() if form is Form.SMS):
        raise Refusal("Write the text to send: all of them are empty.")
    for (language, form), words in texts.items():
        write(bulletin, officer, language, form, words)


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


def adopt(bulletin: Bulletin, text: BulletinText, officer: Officer, words: Words, now: datetime) -> None:
    """Take other words for one text. Who adopts a speaker's proposal wrote it, so that the speaker may sign."""
    bulletin.check_writer(officer, now)
    bulletin.reopen()
    bulletin.touched_by(officer)
    text.write(officer, words.body, words.plain, send_plain=words.send_plain)


def sign(bulletin: Bulletin, text: BulletinText, officer: Officer, now: datetime, *, seen: str) -> None:
    """Put a speaker's name to a text; `seen` is the fingerprint of the words the speaker read."""
    if bulletin.state not in OPEN_TO_SIGN:
        raise Refusal("This bulletin is %(now)s: a signature now would change what was approved.", now=bulletin.state)
    if seen != text.fingerprint():
        raise Refusal("The words were changed while you read them: read them again, then sign.")
    text.sign(officer, now, hours.local(now).date())
