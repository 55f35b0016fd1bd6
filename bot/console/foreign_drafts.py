"""What a draft takes over from an alert of others: its words, cut nowhere, and its end; never its places."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.console.bulletin_form import USUAL_HOUR, USUAL_LIFE, simplest
from domain import hours
from domain.areas import Gazetteer
from domain.bulletins import Bulletin, Kind
from domain.drafting import Plan, Texts, Words, start
from domain.languages import Language
from domain.officers import Officer
from domain.refusals import Refusal
from domain.signed_words import Form
from messages.cap_structure import Alert, Info
from messages.compose import normalise, plain

TAKEN_OVER = (Language.SWAHILI, Language.ENGLISH)
LONGEST_TITLE = 120  # letters, as where an officer types one
LONGEST_WORDS = 10_000  # letters of a headline, a description or what to do: what is longer nobody can make a bulletin


def draft(alert: Alert, areas: Collection[str], officer: Officer, places: Gazetteer, now: datetime) -> Bulletin:
    """A draft notice in the alert's own words, for tomorrow morning. Raises `Refusal`."""
    if (alert.status, alert.scope) != ("Actual", "Public"):
        raise Refusal("Only a real alert that is meant for the public can become a bulletin.")
    said = (words for info in alert.infos for words in (info.headline, info.description, info.instruction))
    if any(len(words) > LONGEST_WORDS for words in said):
        raise Refusal("It says more than %(most)s letters at once: write the bulletin yourself.", most=LONGEST_WORDS)
    texts = _texts(alert)
    if not texts:
        raise Refusal("It says nothing in Swahili or English: write the bulletin yourself.")
    if not areas:
        raise Refusal("Choose at least one area.")
    send_at = hours.at_wall_time(datetime.combine(hours.local(now).date() + timedelta(days=1), USUAL_HOUR))
    ends = max((info.expires for info in alert.infos if info.expires), default=now)
    return start(
        officer,
        Plan(
            title=title(alert)[:LONGEST_TITLE],
            kind=Kind.NOTICE,
            phase=None,
            trend=None,
            areas=simplest(areas, places),
            send_at=send_at,
            expires_at=ends if ends > send_at else send_at + USUAL_LIFE,
        ),
        texts,
        now,
    )


def title(alert: Alert) -> str:
    """Its first headline, else what it is about, else its name."""
    found = [words for info in alert.infos for words in (info.headline, info.event) if words]
    return next(iter(found), alert.identifier)


def words_of(info: Info) -> str:
    """Everything it says to people in one language."""
    return "\n".join(filter(None, (info.headline, info.description, info.instruction)))


def _texts(alert: Alert) -> Texts:
    said: dict[Language, list[str]] = {}
    for info in alert.infos:
        language = info.language.lower().partition("-")[0]
        if language in set(TAKEN_OVER):
            said.setdefault(Language(language), []).append(words_of(info))
    bodies = {language: normalise("\n\n".join(words)) for language, words in said.items()}
    return {(language, Form.SMS): Words(body, plain(body)) for language, body in bodies.items() if body}
