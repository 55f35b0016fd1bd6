"""The fields of a callback's form, taken out one by one."""

from collections.abc import Mapping
from datetime import UTC, datetime

from domain.phones import NotAKenyanNumber, Phone
from messages.providers.base import UnreadableCallback


def optional(form: Mapping[str, str], name: str) -> str:
    """The field, or "" where it is missing. PostgreSQL's text has no place for NUL, so it is dropped."""
    return form.get(name, "").replace("\x00", "")


def required(form: Mapping[str, str], name: str) -> str:
    """The field without edge blanks. Raises `UnreadableCallback` where it is missing or blank."""
    value = optional(form, name).strip()
    if not value:
        raise UnreadableCallback(f"The field {name} is missing.")
    return value


def phone(form: Mapping[str, str], name: str) -> Phone | None:
    """The number in the field, or None for one not of Kenya's plan (a short name, a roaming guest, a masked number)."""
    try:
        return Phone.parse(optional(form, name))
    except NotAKenyanNumber:
        return None


def moment(form: Mapping[str, str], name: str) -> datetime | None:
    """The moment in the field, in any ISO 8601 spelling, UTC where it names no zone; None for what is none."""
    try:
        found = datetime.fromisoformat(optional(form, name).strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
