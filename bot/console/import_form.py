"""A file of people as it is brought: with the evidence that they agreed, and what would come of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import list_files
from bot.console.access import allow, current_officer, held_counties, held_county, today
from bot.console.import_words import COLUMNS, EVIDENCE
from bot.console.record_upload import TYPES
from bot.console.words import _, refused
from bot.services import services, session
from domain import subscriber_imports
from domain.areas import Area
from domain.languages import Language
from domain.listed_people import Listed
from domain.officers import Role
from domain.programmes import LISTENS_TO
from domain.refusals import Refusal
from domain.subscriber_imports import Consent, Evidence, File
from messages.compose import plain, price
from messages.welcome import welcome

LARGEST_UPLOAD = list_files.MOST_BYTES + 64 * 1024  # bytes, with the fields around the file


@dataclass(frozen=True, slots=True)
class Preview:
    """What a good list would do: how many people of each ward, by language, and what greeting all of them costs."""

    wards: list[tuple[Area, dict[Language, int]]]
    languages: list[Language]
    cost: Decimal
    example: str


def take_larger_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let the body of this form be larger than others', before anybody reads it: what is larger still is 413."""
    if endpoint == "subscriber_imports.take":
        request.max_content_length = LARGEST_UPLOAD


@allow(Role.OFFICER)
def offer() -> ResponseReturnValue:
    """Show how to bring a file."""
    return _page()


@allow(Role.OFFICER)
def take() -> ResponseReturnValue:
    """Look through a file and keep it for a day, or say why it cannot be read."""
    county = held_county(request.form.get("county", ""), Role.OFFICER)
    upload, now = request.files.get("file"), services().now()
    try:
        consent = _consent()
        consent.check(now)
        data = upload.read() if upload else b""
        listed = list_files.reading(data, county, services().places)
        file = File(county.slug, (upload.filename if upload else None) or "", data)
        row = subscriber_imports.look(session(), services().vault, listed, consent, file, current_officer().id, now)
    except Refusal as refusal:
        return _page(refused(refusal)), 422
    return redirect(url_for(".show", list_id=row.id), 303)


@allow(Role.OFFICER)
def sample(county: str, kind: str) -> ResponseReturnValue:
    """Hand over a file that shows the columns, with wards of a county."""
    content = list_files.sample(kind, held_county(county, Role.OFFICER), services().places)
    answer = Response(content, content_type=TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"mbiu-people-sample.{kind}")
    return answer


def preview(listed: Listed) -> Preview:
    """What this list would do. Whoever is kept out is counted as well: their ward would tell who they are."""
    places, catalog, groups = services().places, services().catalog, listed.groups
    texts = {(ward, language): plain(welcome(catalog, language, places.called(ward))) for ward, language in groups}
    by_language = Counter[Language]()
    for (_ward, language), people in groups.items():
        by_language[language] += people
    wards = sorted({ward for ward, _language in groups}, key=lambda slug: places[slug].position)
    rows = [(places[ward], {language: groups.get((ward, language), 0) for language in by_language}) for ward in wards]
    per_part = services().settings.sms_price
    cost = sum((price(texts[group], people, per_part) for group, people in groups.items()), Decimal(0))
    most = max(groups, key=lambda group: groups[group], default=None)
    return Preview(rows, [one for one in Language if one in by_language], cost, texts[most] if most else "")


def _consent() -> Consent:
    form = request.form
    try:
        evidence, agreed_on = Evidence(form.get("evidence", "")), date.fromisoformat(form.get("agreed_on", ""))
    except ValueError:
        raise Refusal("Say how people agreed, and on which day.") from None
    return Consent(evidence, agreed_on, " ".join(form.get("kept_by", "").split()))


def _page(fault: str = "") -> str:
    mine = held_counties(Role.OFFICER)
    return render_template(
        "subscriber_imports/new.html",
        fault=fault,
        typed=request.form,
        counties=[(county.slug, county.name) for county in mine],
        county=mine[0],
        evidence=[(kind.value, _(words)) for kind, words in EVIDENCE.items()],
        columns=[(column, _(words)) for column, words in COLUMNS.items()],
        spoken=[(county, LISTENS_TO[county.slug][0]) for county in mine],
        latest=today().isoformat(),
        most=list_files.MOST_ROWS,
        megabytes=list_files.MOST_BYTES >> 20,
    )
