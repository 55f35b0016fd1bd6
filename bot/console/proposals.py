"""Other words that a speaker proposes for a text, of a bulletin or of the library, and an officer takes."""

from collections.abc import Callable, Collection
from typing import TypeVar

from flask import abort, request

from bot.console.access import current_officer, today
from bot.console.words import N_
from bot.services import session
from domain import standing
from domain.audit import Audit
from domain.drafting import Words
from domain.languages import FLOOR, Language
from domain.refusals import Refusal
from domain.signed_words import Form, SignedWords
from messages.compose import normalise, plain

T = TypeVar("T", bound=SignedWords)
SIGNED, PROPOSED, ADOPTED = N_("signed a text"), N_("proposed other words"), N_("took the proposed words")
# What a reviewer reads beside the text: the floor that everybody falls back on, then the language of the office.
SOURCES = (FLOOR, Language.ENGLISH)


def sources(find: Callable[[Language, Form], T | None], text: SignedWords) -> list[T]:
    """The same message in those languages, found in what it is a text of."""
    found = (find(language, text.form) for language in SOURCES if language is not text.language)
    return [source for source in found if source is not None]


def typed(text: SignedWords, counties: Collection[str]) -> str:
    """What the officer of this request would say instead, in a text of these counties. Raises `Refusal`."""
    words = normalise(request.form.get("words", ""))
    standing.check_speaker(current_officer(), text.language, counties, today())
    if not words or words == text.body:
        raise Refusal("Write the words you would use instead.")
    return words


def chosen(subject: str, text: SignedWords) -> tuple[Audit, Words]:
    """The proposal that an officer takes, and its words as this text has them. Raises `Refusal`."""
    proposal = session().get(Audit, request.form.get("proposal", 0, type=int))
    if proposal is None or (proposal.subject, proposal.what) != (subject, PROPOSED):
        abort(404)
    if proposal.detail["about"] != text.fingerprint():
        raise Refusal("The words were changed since that was proposed.")
    words = str(proposal.detail["words"])
    return proposal, Words(words, plain(words), text.send_plain and plain(words) != words)
