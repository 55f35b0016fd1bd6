"""The buttons of the form that change what is typed and save nothing: each is one trip to the server and back."""

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.console.access import today
from bot.console.bulletin_checks import facts_of
from bot.console.bulletin_form import KEYS, BulletinForm, Key, number
from bot.console.bulletin_sources import filled, record_of, version_of, written_for
from bot.console.bulletin_words import FORMS
from bot.console.words import _, language_name
from bot.services import services
from domain.bulletin_texts import DAY, dated
from domain.bulletins import Bulletin, Kind
from domain.languages import Language
from domain.signed_words import PREPARED
from messages import must_carry
from messages.compose import mended, normalise

SAVE = "save"


@dataclass(frozen=True, slots=True)
class Pressed:
    """The form after a button, and what to say about it. `kept`: fields whose own words the library did not replace."""

    form: BulletinForm
    said: str = ""
    kept: tuple[str, ...] = ()


def press(form: BulletinForm, act: str, bulletin: Bulletin | None = None) -> Pressed:
    """What the button does to the form of this bulletin, or of a new one; an unknown button only counts again."""
    what, _colon, about = act.partition(":")
    field, _colon, letters = about.partition(":")
    if what in ("fill", "replace"):
        return _fill(form, bulletin, over=what == "replace")
    if what == "plain" and field in set(Language):
        return Pressed(replace(form, plain=form.plain | {Language(field)}))
    if what == "add" and field in KEYS:
        return Pressed(_retyped(form, KEYS[field], _completed(form, KEYS[field])))
    if what == "mend" and field in KEYS:
        return Pressed(_retyped(form, KEYS[field], mended(normalise(form.typed[KEYS[field]]), _letters(letters))))
    return Pressed(form)


def _fill(form: BulletinForm, bulletin: Bulletin | None, *, over: bool) -> Pressed:
    counties = written_for(form)
    record = record_of(number(form.record), counties, form.zones, bulletin)
    version = version_of(number(form.version), form.kind, counties, bulletin)
    if record and form.kind == Kind.DROUGHT:
        form = replace(form, phase=form.phase or record.phase or "", trend=form.trend or record.trend or "")
    if not record and not version:
        return Pressed(form, _("Choose a drought record or a library text first."))
    found = filled(form, version, record, over=over)
    kept = tuple(_named(key) for key in found.kept)
    now = replace(form, typed=form.typed | found.texts, plain=form.plain | found.plain)
    return Pressed(now, _("Filled in. Read every text, and change what does not fit."), kept)


def _completed(form: BulletinForm, key: Key) -> str:
    kind = next((kind for kind in Kind if kind == form.kind), Kind.NOTICE)
    facts = facts_of(kind, form.counties, form.leaves_on or today())
    text, later = normalise(form.typed[key]), key[1] in PREPARED
    if later:  # the day stands open: a day nobody writes holds its place
        text, facts = dated(text, key[1], date.max), replace(facts, day=date.max)
    whole = must_carry.completed(text, key[0], facts, services().catalog)
    return whole.replace(must_carry.in_digits(date.max), DAY) if later else whole


def _letters(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split("-") if re.fullmatch("[0-9a-f]{1,5}", code))


def _retyped(form: BulletinForm, key: Key, words: str) -> BulletinForm:
    return replace(form, typed=form.typed | {key: words})


def _named(key: Key) -> str:
    return f"{language_name(key[0])}, {_(FORMS[key[1]])}"
