"""Where a bulletin's words can come from: NDMA's newest record, and standing texts of the library."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager, lazyload

from bot.console.bulletin_form import BulletinForm, Key, number
from bot.services import services, session
from domain.bulletins import LEFTOVER, Kind
from domain.drafting import Plan
from domain.hours import local
from domain.indicators import DroughtRecord
from domain.languages import Language
from domain.library import LibraryEntry, LibraryVersion
from domain.refusals import Refusal
from messages import radio_sentences
from messages.must_carry import in_digits, speaker

STALE = timedelta(days=45)  # NDMA speaks every month, within two weeks of its end: older than this, one is missing


def records(counties: Collection[str], zones: Collection[str]) -> list[DroughtRecord]:
    """The newest of each county, and of each of these zones."""
    newest = (
        select(DroughtRecord)
        .where(
            DroughtRecord.county.in_(counties),
            DroughtRecord.zone.is_(None) | DroughtRecord.zone.in_(zones),
        )
        .ext(distinct_on(DroughtRecord.county, DroughtRecord.zone))
        .order_by(DroughtRecord.county, DroughtRecord.zone, DroughtRecord.month.desc())
        .options(lazyload(DroughtRecord.figures))
    )
    return list(session().scalars(newest))


def is_stale(record: DroughtRecord, today: date) -> bool:
    """Whether NDMA has likely spoken since."""
    return today - record.published_on > STALE


def offers(kind: str, phase: str, counties: Collection[str]) -> list[LibraryVersion]:
    """Of each standing text that fits the version to use: the newest approved one, else the newest."""
    if kind not in set(Kind):
        return []
    query = (
        select(LibraryVersion)
        .join(LibraryVersion.entry)
        .where(
            LibraryEntry.kind == kind,
            LibraryEntry.withdrawn_at.is_(None),
            LibraryEntry.county.is_(None) | LibraryEntry.county.in_(counties),
        )
        .ext(distinct_on(LibraryVersion.entry_id))
        .order_by(LibraryVersion.entry_id, LibraryVersion.approver_id.is_(None), LibraryVersion.number.desc())
        .options(lazyload(LibraryVersion.texts), contains_eager(LibraryVersion.entry).lazyload(LibraryEntry.versions))
    )
    if kind == Kind.DROUGHT and phase:
        query = query.where(LibraryEntry.phase == phase)
    found = session().scalars(query).all()
    return sorted(found, key=lambda version: (version.entry.for_whom or version.entry.topic or "", version.entry.title))


@dataclass(frozen=True, slots=True)
class Filled:
    """What a library text puts into the form, by field; `kept` had words of their own already."""

    texts: dict[Key, str]
    plain: frozenset[Language]
    kept: tuple[Key, ...]


def filled(form: BulletinForm, record: DroughtRecord | None, *, over: bool) -> Filled:
    """The chosen text, its placeholders filled in. What was typed stays, unless it may be written `over`."""
    version = session().get(LibraryVersion, number(form.version) or 0)
    texts = version.texts if version else []
    words = {(text.language, text.form): fill(text.body, values(form, record, text.language)) for text in texts}
    typed = {key for key in words if form.typed.get(key, "").strip() not in ("", words[key])}
    put = {key: body for key, body in words.items() if over or key not in typed}
    return Filled(
        put,
        frozenset(text.language for text in texts if text.send_plain and (text.language, text.form) in put),
        () if over else tuple(key for key in words if key in typed),
    )


def values(form: BulletinForm, record: DroughtRecord | None, language: Language) -> dict[str, str]:
    """What stands for each placeholder in this language; what has no words there is left out, and so stays in sight."""
    places = services().places
    names = [places[area].name for area in form.areas if area in places]
    counties = [places[county].name for county in form.counties if county in places]
    found = {
        "date": in_digits(form.leaves_on or local(services().now()).date()),
        "area": ", ".join(names),
        "code": short_code(),
        "speaker": speaker(counties) if counties else "",
        # The catalog has no months, and their names are easily off by one in these languages.
        "month": f"{record.month:%m/%Y}" if record else "",
        "phase": _declared(radio_sentences.PHASES, form.phase, language),
        "trend": _declared(radio_sentences.TRENDS, form.trend, language),
    }
    return {name: value for name, value in found.items() if value}


def short_code() -> str:
    """The number that answers, with the word a shared one needs: 20880, or 20880 (MBIU)."""
    settings = services().settings
    word = settings.africastalking_keyword
    return f"{settings.africastalking_short_code} ({word})" if word else settings.africastalking_short_code


def _declared(words: Mapping[Any, Mapping[Language, str]], declared: str, language: Language) -> str:
    said = next((said for value, said in words.items() if value == declared), {})
    return said.get(language, declared if language is Language.ENGLISH else "")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of `{names}`; one without a value stays."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def left(text: str) -> list[str]:
    """The placeholders that still stand."""
    return list(dict.fromkeys(LEFTOVER.findall(text)))


def check(plan: Plan) -> None:
    """Refuse a record of elsewhere, and a library text that is not there."""
    record = session().get(DroughtRecord, plan.record_id) if plan.record_id else None
    counties = {area.partition(".")[0] for area in plan.areas}
    if plan.record_id and (record is None or record.county not in counties):
        raise Refusal("The drought record is of a county you did not choose: choose another, or none.")
    version = session().get(LibraryVersion, plan.version_id) if plan.version_id else None
    if plan.version_id and (version is None or version.entry.kind != plan.kind):
        raise Refusal("The library text is not one for this kind of bulletin: choose another, or none.")


def chosen_record(form: BulletinForm, offered: Sequence[DroughtRecord]) -> DroughtRecord | None:
    """The record chosen: of those offered, or the older one that this bulletin was written from."""
    record = next((record for record in offered if str(record.id) == form.record), None)
    return record or session().get(DroughtRecord, number(form.record) or 0)
