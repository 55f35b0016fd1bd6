"""Where it burns: the reports of a county on a map of its wards, in steps that point at nobody, and week by week."""

from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeVar

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import ward_map_picture, ward_map_words, ward_risk, week_chart
from bot.console.access import allow, current_officer, held_counties, today
from bot.console.ward_map_picture import Shown
from bot.console.ward_map_words import number
from bot.console.words import _, area_name, refused
from bot.services import services, session
from domain import hot_spots, incident_counts, moments, ward_cells
from domain.areas import Area
from domain.incident_counts import Cut, Tally, Window
from domain.officers import Role
from domain.refusals import Refusal
from domain.taxonomy import Kind
from domain.triage import Level
from domain.veils import step

blueprint = Blueprint("ward_map", __name__, url_prefix="/console/map")
WEEKS = 26
Chosen = TypeVar("Chosen")
Unsaid = TypeVar("Unsaid")

blueprint.get("/<ward>", endpoint="ward")(ward_risk.show)


class Row(NamedTuple):
    """A ward in the table, under the mark it has on the map."""

    mark: str
    ward: str
    tally: Tally
    hot: bool
    address: str  # of its risk picture, "" for who may not see it


@blueprint.get("/")
@allow(Role.PEACE, Role.LEAD)
def index() -> ResponseReturnValue:
    """Show one county of the officer's: the map, the same as a table, and the weeks."""
    seen = held_counties(Role.PEACE, Role.LEAD) or abort(404)
    county = _one_of({area.slug: area for area in seen}, "county", seen[0])
    handles = current_officer().may(Role.PEACE, today(), county=county.slug)
    window = _one_of({str(each.value): each for each in Window}, "window", Window.MONTH)
    cut, refusal = _cut(handles=handles)
    # Who does not read single reports is told whole days: watching the page must not tell when one came.
    until = services().now() if handles else moments.day(services().now())
    wards = services().places.wards([county.slug])
    tallies = incident_counts.by_ward(session(), wards, window, until, cut)
    hot = _hot(tallies, window, cut, handles=handles)
    page = render_template(
        "ward_map/index.html",
        say=ward_map_words,
        counties=seen,
        county=county,
        handles=handles,
        cut=cut,
        window=window,
        refusal=refusal,
        until=until,
        weeks=(weeks := incident_counts.by_week(session(), wards, WEEKS, until, cut)),
        chart=week_chart.chart(weeks),
        **_drawn(county, [_row(number, ward, tallies[ward], hot, handles) for number, ward in enumerate(wards, 1)]),
    )
    return page, 422 if refusal else 200


def _hot(tallies: Mapping[str, Tally], window: Window, cut: Cut, *, handles: bool) -> list[str]:
    """The hot spots; none of good news, which is no fire, nor of a cut for who may not see what they rest on."""
    return [] if cut.kind is Kind.PEACE_POSITIVE or (any(cut) and not handles) else hot_spots.of(tallies, window)


def _row(number: int, ward: str, tally: Tally, hot: Collection[str], handles: bool) -> Row:
    return Row(str(number), ward, tally, ward in hot, url_for("ward_map.ward", ward=ward) if handles else "")


def _drawn(county: Area, rows: list[Row]) -> dict[str, object]:
    return {
        "rows": rows,
        "picture": ward_map_picture.picture(
            ward_cells.of_county(county.slug),
            {row.ward: _shown(row) for row in rows},
            _("Map of %(county)s", county=county.name),
        ),
        "legend": ward_map_picture.classes(),
        "hot_sign": ward_map_picture.first_sign(),
    }


def _cut(*, handles: bool) -> tuple[Cut, str]:
    """The reports asked for, and why they are others. Whoever handles reports reads each of them anyway."""
    cut = Cut(
        _one_of({kind.value: kind for kind in Kind}, "kind", None),
        _one_of({level.value: level for level in Level}, "level", None),
    )
    try:
        if not handles:
            incident_counts.check(cut)
    except Refusal as refusal:
        return cut._replace(level=None), refused(refusal)
    return cut, ""


def _one_of(known: dict[str, Chosen], name: str, unsaid: Unsaid) -> Chosen | Unsaid:
    """What the address chooses; 404 for what there is not."""
    chosen = request.args.get(name, "")
    if not chosen:
        return unsaid
    return known[chosen] if chosen in known else abort(404)


def _shown(row: Row) -> Shown:
    words = _("%(ward)s: %(count)s reports", ward=area_name(row.ward), count=number(row.tally.total))
    if row.hot:
        words = _("%(reports)s, hot spot", reports=words)
    shade = ward_map_picture.class_of(step(row.tally.total))
    return Shown(shade, row.mark, words, row.address or f"#ward-{row.mark}", row.hot)
