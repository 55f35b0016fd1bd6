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
    record = _newest(area)
    cell = ward_cells.of_county(area.county).cells.get(ward)
    beside = [slug for slug in services().places.wards([area.county]) if cell and slug in cell.neighbours]
    hot = hot_spots.of(incident_counts.by_ward(session(), beside, Window.MONTH, now), Window.MONTH)
    here = Incident.ward == ward
    unverified = incidents.count(
        session(), None, *incident_counts.counted([ward]), Incident.verification != Verification.CONFIRMED
    )
    picture = risk.picture(
        incident_counts.confirmed(session(), ward, now, risk.LOOKED_BACK),
        Declared(record.phase, record.trend, record.month) if record else None,
        today(),
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
        drought=_drought(record) if record else "",
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


def _newest(area: Area) -> DroughtRecord | None:
    """What was last declared of its zone, else of its county."""
    of_zone = drought_records.newest(session(), area.county, area.livelihood_zone) if area.livelihood_zone else None
    return of_zone or drought_records.newest(session(), area.county)


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


def _drought(record: DroughtRecord) -> str:
    """Of which month and zone the record is, and who says so."""
    values = {
        "zone": record_words.scope_name(record.zone),
        "month": record_words.month_name(record.month),
        "source": record.source,
    }
    if risk.fresh(record.month, today()):
        return _("Drought as declared for %(month)s: %(zone)s (%(source)s).", **values)
    return _(
        "Drought as declared for %(month)s: %(zone)s (%(source)s). That is too long ago: it counts nothing.", **values
    )
