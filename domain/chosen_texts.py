"""Which of several texts each reader gets: their own language, the longer form for who passes it on, else Swahili."""

from collections.abc import Collection, Iterable
from itertools import product

from domain.audiences import Group
from domain.bulletin_texts import BulletinText
from domain.languages import FLOOR, Language
from domain.signed_words import Form
from domain.subscribers import Kind


def outgoing(texts: Iterable[BulletinText]) -> dict[Language, BulletinText]:
    """For each language people may have chosen, the signed SMS they get: their own, else Swahili."""
    signed = {text.language: text for text in texts if text.form is Form.SMS and text.signed}
    return {language: signed.get(language, signed[FLOOR]) for language in Language} if FLOOR in signed else {}


def wording(texts: Iterable[BulletinText]) -> dict[Group, BulletinText]:
    """For every kind of reader the signed text they get; empty while Swahili is not signed."""
    signed = {(text.language, text.form): text for text in texts if text.signed}
    return {group: signed[key] for group, key in chosen(signed).items()} if (FLOOR, Form.SMS) in signed else {}


def chosen(written: Collection[tuple[Language, Form]]) -> dict[Group, tuple[Language, Form]]:
    """Which of these texts each kind of reader gets: their own language before the longer form, and Swahili where it is
    missing. Without Swahili some get none."""
    best: dict[Group, tuple[Language, Form]] = {}
    for group in (Group(*parts) for parts in product(Language, Kind, (False, True))):
        forms = [Form.INTERMEDIARY, Form.SMS] if group.kind is Kind.INTERMEDIARY else [Form.SMS]
        spoken = [FLOOR] if group.neutral else [group.language, FLOOR]
        keys = [(language, form) for language in spoken for form in forms if (language, form) in written]
        if keys:
            best[group] = keys[0]
    return best
