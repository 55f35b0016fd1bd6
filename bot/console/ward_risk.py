"""The risk picture of one ward: every input beside its weight, for a peace officer alone, never published."""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from bot.console import incident_words, record_words, ward_map_words
from bot.console.access import allow, current_officer, today
from bot.console.bulletin_words import PHASES, TRENDS
from bot.console.words import _
from bot.services import services, session
from domain import drought_records, hot_spots, incident_counts, incidents, risk, ward_cells
from domain.areas import Area, Level
from domain.drought_records import FRESH
from domain.incident_counts import Window
from domain.incidents import Incident, Verification
from domain.indicators import DroughtRecord
from domain.officers import Role
from domain.phases import Phase, Trend
from domain.risk import Declared, Picture

Named = TypeVar("Named", Phase, Trend)
MOST = 20  # open reports on the page; the queue has all


class Input(NamedTuple):
    """One line of the sum: what is known, and what it adds."""

    name: str
    known: str
    weight: str
    points: int


@allow(Role.PEACE)
def show(ward: str) -> ResponseReturnValue:
    """Show what speaks for trouble in one ward, and the sum of it."""
    area, now = _handled(ward), services().now()
    record = drought_records.declared(session(), ward, now)
    cell = ward_cells.of_county(area.county).cells.get(ward)
    beside = [slug for slug in services().places.wards([area.county]) if cell and slug in cell.neighbours]
    hot = hot_spots.of(incident_counts.by_ward(session(), beside, Window.MONTH, now), Window.MONTH)
    here = Incident.ward == ward
    unverified = incidents.count(
        session(), None, *incident_counts.counted([ward]), Incident.verification != Verification.CONFIRMED
    )
    picture = risk.picture(
        incident_counts.confirmed(session(), ward, now, risk.LOOKED_BACK),
        Declared(record.phase, record.trend) if record else None,
        border=area.border,
        hot_neighbours=len(hot),
        unverified=unverified,
    )
    return render_template(
        "ward_map/ward.html",
        ward=area,
        picture=picture,
        risk=_said(picture),
        words=incident_words,
        drought=_drought(record),
        inputs=_inputs(picture, record, area, hot, unverified),
        rules=risk,
        hot=hot,
        beside=beside,
        open=incidents.queue(session(), None, here, now=now, most=MOST),
        count=incidents.count(session(), None, here),
    )


def _handled(ward: str) -> Area:
    """A ward where this officer handles reports; 404 for any other."""
    places = services().places
    area = places.areas.get(ward)
    if (
        area is None
        or area.level is not Level.WARD
        or not current_officer().may(Role.PEACE, today(), county=area.county)
    ):
        abort(404)
    return area


def _said(picture: Picture) -> tuple[str, str]:
    words, tone = ward_map_words.RISKS[picture.risk]
    return _(words), tone


def _inputs(picture: Picture, record: DroughtRecord | None, area: Area, hot: list[str], unverified: int) -> list[Input]:
    """Everything but the verified reports, in the order of the sum."""
    phase, trend = (record_words.phase_words(record), record_words.trend_words(record)) if record else ("", "")
    return [
        Input(_("Drought phase"), phase or _("not known"), _each(PHASES, risk.PHASE_POINTS), picture.phase),
        Input(_("Trend"), trend or _("not known"), _each(TRENDS, risk.TREND_POINTS), picture.trend),
        Input(_("Border ward"), _("Yes") if area.border else _("No"), str(risk.BORDER_POINTS), picture.border),
        Input(_("Neighbours that are hot spots"), str(len(hot)), _up_to("neighbours"), picture.neighbours),
        Input(_("Open reports nobody has confirmed"), str(unverified), _up_to("unverified"), picture.unverified),
    ]


def _each(names: Mapping[Named, str], points: Mapping[Named, int]) -> str:
    return ", ".join(f"{_(names[each])} {points[each]}" for each in points)


def _up_to(name: str) -> str:
    return _("%(points)s each, %(most)s at most", points=risk.EACH[name], most=risk.MOST[name])


def _drought(record: DroughtRecord | None) -> str:
    """Of which month and zone the record is, and who says so."""
    if record is None:
        return _("No phase is declared for the last %(days)s days: drought counts nothing.", days=FRESH.days)
    return _(
        "Drought as declared for %(month)s: %(zone)s (%(source)s).",
        zone=record_words.scope_name(record.zone),
        month=record_words.month_name(record.month),
        source=record.source,
    )
