"""Where a bulletin's words can come from: NDMA's newest record, and standing texts of the library."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.console.audience_form import counties_written_for
from bot.console.bulletin_form import BulletinForm, Key
from bot.services import services, session
from domain import drought_records, library_shelves, placeholders, senders
from domain.areas import county_of
from domain.bulletin_texts import DAY, LEFTOVER
from domain.bulletins import Bulletin, Kind
from domain.drafting import Plan
from domain.hours import local
from domain.indicators import DroughtRecord
from domain.languages import Language
from domain.library import LibraryVersion
from domain.library_shelves import Offer
from domain.phases import Phase, Trend
from domain.placeholders import KNOWN
from domain.record_doubts import STALE
from domain.refusals import Refusal
from domain.signed_words import PREPARED
from messages.must_carry import speaker
from messages.placeholders import values_for


def records(counties: Collection[str], zones: Collection[str]) -> list[DroughtRecord]:
    """The newest of each county, and of each of these zones."""
    newest = drought_records.newest_of_each(session(), counties)
    return [record for record in newest if record.zone is None or record.zone in zones]


def written_for(form: BulletinForm) -> list[str]:
    """The counties chosen, or all this officer writes for. Those of others have nothing for this form."""
    mine = [county.slug for county in counties_written_for()]
    return [county for county in form.counties if county in mine] or mine


def is_stale(record: DroughtRecord, today: date) -> bool:
    """Whether NDMA has likely spoken since."""
    return today - drought_records.month_end(record.month) > STALE


def differs(record: DroughtRecord, phase: str | None, trend: str | None) -> bool:
    """Whether a phase or a trend was chosen beside another one that NDMA declared."""
    pairs = ((phase, record.phase), (trend, record.trend))
    return any(chosen and declared and chosen != declared for chosen, declared in pairs)


def offers(kind: str, phase: str, counties: Collection[str]) -> list[Offer]:
    """The standing texts that fit: the version to use of each."""
    if kind not in set(Kind):
        return []
    declared = Phase(phase) if kind == Kind.DROUGHT and phase in set(Phase) else None
    return library_shelves.offers(session(), Kind(kind), counties, local(services().now()).date(), phase=declared)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a library text puts into the form, by field; `kept` had words of their own already."""

    texts: dict[Key, str]
    plain: frozenset[Language]
    kept: tuple[Key, ...]


def filled(form: BulletinForm, version: LibraryVersion | None, record: DroughtRecord | None, *, over: bool) -> Filled:
    """The chosen text, its placeholders filled in. What was typed stays, unless it may be written `over`."""
    texts = version.texts if version else []
    words = {
        (text.language, text.form): placeholders.fill(
            text.body, values(form, record, text.language) | ({"date": DAY} if text.form in PREPARED else {})
        )
        for text in texts
    }
    typed = {key for key in words if form.typed.get(key, "").strip() not in ("", words[key])}
    put = {key: body for key, body in words.items() if over or key not in typed}
    return Filled(
        put,
        frozenset(text.language for text in texts if text.send_plain and (text.language, text.form) in put),
        () if over else tuple(key for key in words if key in typed),
    )


def values(form: BulletinForm, record: DroughtRecord | None, language: Language) -> dict[str, str]:
    """What stands for each blank in this language; what has no words there stays as it is, and so in sight."""
    places, today = services().places, local(services().now()).date()
    counties = [places[county].name for county in form.counties if county in places]
    found = values_for(
        services().catalog,
        language,
        on=form.leaves_on or today,
        areas=[places[area].name for area in form.areas if area in places],
        speaker=speaker(counties) if counties else "",
        code=short_code(),
        phase=next((phase for phase in Phase if phase == form.phase), None),
        trend=next((trend for trend in Trend if trend == form.trend), None),
        month=record.month if record else None,
    )
    return {name: found.get(name) or f"{{{name}}}" for name in KNOWN}


def short_code() -> str:
    """The number that answers, with the word a shared one needs."""
    settings = services().settings
    return senders.code_words(settings.africastalking_short_code, settings.africastalking_keyword)


def left(text: str) -> list[str]:
    """The placeholders that still stand."""
    return list(dict.fromkeys(LEFTOVER.findall(text)))


def check(plan: Plan, held: Bulletin | None = None) -> None:
    """Refuse a record and a library text that are not offered here, and that the bulletin does not have already."""
    counties = {county_of(area) for area in plan.areas}
    record = record_of(plan.record_id, counties, plan.zones, held)
    if plan.record_id and (record is None or record.county not in counties):
        raise Refusal("The drought record is none of these counties and zones: choose another, or none.")
    version = version_of(plan.version_id, plan.kind, counties, held)
    if plan.version_id and (version is None or version.entry.kind != plan.kind):
        raise Refusal("The library text is none for this kind and these counties: choose another, or none.")


def record_of(
    chosen: int | None, counties: Collection[str], zones: Collection[str], held: Bulletin | None
) -> DroughtRecord | None:
    """The record chosen: of those offered, or the older one that this bulletin was written from."""
    found = next((record for record in records(counties, zones) if record.id == chosen), None)
    return found or (session().get(DroughtRecord, chosen) if held and chosen and chosen == held.record_id else None)


def version_of(
    chosen: int | None, kind: str, counties: Collection[str], held: Bulletin | None
) -> LibraryVersion | None:
    """The library text chosen: of those offered, of whatever phase, or the one that this bulletin was written from."""
    found = next((offer.version for offer in offers(kind, "", counties) if offer.version.id == chosen), None)
    return found or (session().get(LibraryVersion, chosen) if held and chosen and chosen == held.version_id else None)
