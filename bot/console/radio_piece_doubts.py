"""What in a piece for the radio an officer has to look at twice: names, communities, words of conflict.

Nothing is decided by it: what has no form of a name passes, so the officer reads the reminder and ticks it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from bot.conflict_words import sounds_like_conflict, tells_kind
from bot.console.radio_piece_form import PieceForm
from bot.console.words import N_
from bot.services import services
from bot.vocabulary import bare, plain_words, spelled
from domain.radio_piece_drafting import LONGEST, doubts
from domain.redaction import Why
from domain.refusals import Refusal
from domain.taxonomy import Kind

CONFLICT = "conflict"
WHYS = {
    Why.NAME: N_("may be somebody's name"),
    Why.COMMUNITY: N_("names a community"),
    Why.PHONE: N_("looks like a phone number"),
    Why.IDENTITY: N_("looks like the number of an identity card"),
    Why.PLATE: N_("looks like a number plate"),
    CONFLICT: N_("speaks of conflict or of peace"),
}
# Those of reports are `bot.conflict_words`; these speak of a quarrel without telling of one.
_QUARREL = spelled(
    "amani mgogoro migogoro mzozo mizozo ugomvi magomvi uhasama kisasi chuki fitina uchochezi mapatano upatanisho "
    "ukoo kabila makabila peace conflict conflicts quarrel quarrels dispute disputes clash clashes revenge hatred clan "
    "clans tribe tribes"
)


class Shown(NamedTuple):
    """One of them, as the form names it and as it stands there. `name` is what the tick is bound to."""

    name: str
    words: str
    why: str


def found(form: PieceForm) -> list[Shown]:
    """What there is to look at in what was typed, each once; past what may be kept nothing is searched."""
    return found_in(text[:LONGEST] for each in form.wordings.values() for text in (each.question, each.words))


def found_in(words: Iterable[str]) -> list[Shown]:
    """The same of any words."""
    texts = list(words)
    pairs = [(doubt.words, str(doubt.why)) for doubt in doubts(texts, services().places)]
    pairs += [(word, CONFLICT) for word in of_conflict(texts)]
    return [Shown(f"{why} {words}", words, WHYS[why]) for words, why in dict.fromkeys(pairs) if why in WHYS]


def check(form: PieceForm) -> list[str]:
    """What was looked at, for the audit: as what, never the words. Refuses while the tick is wanting for any."""
    return looked_at(found(form), form.shown if form.sure else frozenset())


def looked_at(here: Sequence[Shown], ticked: Collection[str]) -> list[str]:
    """The same of any form; `ticked` are the names of those that were looked at."""
    if not {each.name for each in here} <= set(ticked):
        raise Refusal("Look at the words that are named below, then tick that you did.")
    return sorted({each.name.partition(" ")[0] for each in here})


def of_conflict(texts: Sequence[str]) -> list[str]:
    """The words that speak of conflict or of peace."""
    told = [word for text in texts if sounds_like_conflict(text) for word in tells_kind(text, Kind.OTHER)]
    return told + [word for text in texts for word in plain_words(text) if bare(word) in _QUARREL]
