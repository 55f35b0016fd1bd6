"""The blanks of a standing text, `{date}` and its like: which there are, where each may stand, and how they are filled.

A blank is checked in every language: a text that lost one would go out without the place or the day it speaks of.
"""

import re
from collections.abc import Collection, Mapping

from domain.bulletins import Kind
from domain.languages import FLOOR
from domain.refusals import Refusal
from domain.signed_words import Form, SignedWords

# `code` is the short code or the USSD code that answers; `speaker` who speaks, such as "NDMA Kitui".
ANYWHERE = frozenset({"date", "area", "code", "speaker"})
# As a drought record has them: `month` is the month it speaks of, in digits.
OF_DROUGHT = frozenset({"phase", "trend", "month"})
KNOWN = ANYWHERE | OF_DROUGHT
# Filled unseen by a series, under a speaker's signature: nothing that could be a wrong word in their language.
DIGITS_ONLY = frozenset({"date", "code"})

_BLANK = re.compile(r"\{([a-z]+)\}")


def allowed(kind: Kind) -> frozenset[str]:
    """The blanks a text of this kind may have, in every form: only drought has a phase, a trend and their month."""
    return KNOWN if kind is Kind.DROUGHT else ANYWHERE


def names(text: str) -> frozenset[str]:
    """The blanks of a text. Raises `Refusal` for one that is not known, and for a brace that belongs to none."""
    found = frozenset(_BLANK.findall(text))
    if broken := re.search(r"\S*[{}]\S*", _BLANK.sub("", text)):
        raise Refusal("A blank is written like {date}, in small letters: look at %(piece)s.", piece=broken[0])
    if strange := found - KNOWN:
        raise Refusal("There is no blank %(blanks)s. Use one of: %(known)s", blanks=_said(strange), known=_said(KNOWN))
    return found


def check(texts: Collection[SignedWords], kind: Kind) -> None:
    """Refuse blanks that are unknown, broken or not of this kind, or another set than the Swahili text of the form."""
    swahili: dict[Form, frozenset[str]] = {}
    for text in sorted(texts, key=lambda text: text.language is not FLOOR):
        has = names(text.body)
        if misplaced := has - allowed(kind):
            raise Refusal("Only a drought text can be filled with %(blanks)s.", blanks=_said(misplaced))
        expected = swahili.setdefault(text.form, has) if text.language is FLOOR else swahili.get(text.form, has)
        for found in (has, names(text.plain)):
            if found != expected:
                raise _differs(text, found, expected)


def _differs(text: SignedWords, found: frozenset[str], expected: frozenset[str]) -> Refusal:
    language, form = text.language.own_name, text.form.value.replace("_", " ")
    if missing := expected - found:
        return Refusal(
            "The %(language)s text (%(form)s) lacks %(blanks)s, which the Swahili one has.",
            language=language, form=form, blanks=_said(missing),
        )  # fmt: skip
    return Refusal(
        "The %(language)s text (%(form)s) has %(blanks)s, which the Swahili one lacks.",
        language=language, form=form, blanks=_said(found - expected),
    )  # fmt: skip


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled; other values may lie in `values`. Raises `Refusal` where one is not there."""
    if missing := names(text) - values.keys():
        raise Refusal("There is nothing to fill %(blanks)s with in this language.", blanks=_said(missing))
    return _BLANK.sub(lambda blank: values[blank[1]], text)


def _said(blanks: Collection[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(blanks))
