"""Who is reached, as counts by ward and language: a number of a person is never shown here."""

from itertools import pairwise

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bot.console import ward_map_picture
from bot.console.access import allow, held_counties, may_open
from bot.console.ward_map_picture import Shown
from bot.console.words import _, language_name
from bot.services import services, session
from domain import coverage, retirement, seasons, subscriber_days, ward_cells
from domain.areas import Area
from domain.coverage import STEPS, Coverage, Covered
from domain.languages import Language
from domain.moments import day
from domain.officers import Role

blueprint = Blueprint("subscribers", __name__, url_prefix="/console/subscribers")

SEEN_BY = (Role.OFFICER, Role.APPROVER, Role.REVIEWER, Role.LEAD)
SPANS = (7, 30)  # days


@blueprint.get("/")
@allow(*SEEN_BY)
def index() -> ResponseReturnValue:
    """Show one county of the officer's: how many people each ward has, on a map and as a table; none is marked."""
    seen, now = held_counties(*SEEN_BY) or abort(404), services().now()
    county = next((area for area in seen if area.slug == request.args.get("county", seen[0].slug)), None) or abort(404)
    covered = coverage.now_of(session(), now)
    wards = [covered.of(services().places[ward]) for ward in services().places.wards([county.slug])]
    until = subscriber_days.newest(now)
    return render_template(
        "subscribers/index.html",
        counties=[covered.of(area) for area in seen],
        county=county,
        covered=covered.of(county),
        wards=wards,
        marks={row.area.slug: mark for mark, row in enumerate(wards, 1)},
        parts=_parts(county, covered, wards),
        worst_first=request.args.get("order") == "worst",
        picture=_picture(county, wards),
        legend=[(ward_map_picture.swatch(step), words) for step, words in enumerate(_steps())],
        none_sign=ward_map_picture.first_sign(),
        languages=list(Language),
        headings=[(language_name(language), "number") for language in Language],
        until=until,
        changes=[(days, subscriber_days.change(session(), [county.slug], until, days)) for days in SPANS],
        paused=covered.paused.get(county.slug, 0),
        retired=retirement.retired_since(session(), day(now).replace(day=1)),
        season=seasons.figures(session(), now),
        asked_from=seasons.began(now),
    )


def _parts(county: Area, covered: Coverage, wards: list[Covered]) -> list[tuple[Covered, list[Covered]]]:
    """Each constituency with its wards."""
    return [
        (covered.of(part), [row for row in wards if row.area.parent == part.slug])
        for part in services().places.children(county.slug)
    ]


def _picture(county: Area, wards: list[Covered]) -> Markup:
    return ward_map_picture.picture(
        ward_cells.of_county(county.slug),
        {row.area.slug: _shown(mark, row) for mark, row in enumerate(wards, 1)},
        _("Map of %(county)s", county=county.name),
    )


def _shown(mark: int, row: Covered) -> Shown:
    """A ward on the map; it leads to its people for whoever may see them, else to its row."""
    words = _("%(ward)s: nobody", ward=row.area.name)
    if row.total:
        words = _("%(ward)s: %(count)s of 1,000", ward=row.area.name, count=f"{row.per_thousand:.1f}")
    listed = may_open("people.index") and row.area.county in {area.slug for area in held_counties(Role.OFFICER)}
    address = url_for("people.index", area=row.area.slug) if listed else f"#ward-{mark}"
    return Shown(row.step, str(mark), words, address, first=not row.total)


def _steps() -> list[str]:
    """What each class of the map means."""
    between = [_("%(least)s to %(most)s", least=least, most=most - 1) for least, most in pairwise(STEPS)]
    return [_("nobody"), _("fewer than %(count)s", count=STEPS[0]), *between, _("%(count)s or more", count=STEPS[-1])]
