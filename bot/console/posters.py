"""A poster for each ward that tells how to join."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from bot import posters
from bot.console.access import allow, held_counties, held_county
from bot.console.words import language_name
from bot.services import services
from domain.areas import Area, Level, county_of
from domain.languages import FLOOR, Language
from domain.officers import Role
from domain.programmes import LISTENS_TO
from messages.posters import Size, as_pdf

blueprint = Blueprint("posters", __name__, url_prefix="/console/posters")

SEEN_BY = (Role.OFFICER, Role.LEAD)


@blueprint.get("/")
@allow(*SEEN_BY)
def index() -> ResponseReturnValue:
    """Lead to the posters of a county, and say what of them is in Swahili only."""
    seen = held_counties(*SEEN_BY) or abort(404)
    county = held_county(request.args.get("county", seen[0].slug), *SEEN_BY)
    language = LISTENS_TO[county.slug][0]
    places = services().places
    return render_template(
        "posters/index.html",
        counties=seen,
        county=county,
        language=language_name(language),
        only_swahili=posters.only_swahili(language),
        parts=[(part, places.children(part.slug)) for part in places.children(county.slug)],
    )


@blueprint.get("/<area>.pdf")
@allow(*SEEN_BY)
def paper(area: str) -> ResponseReturnValue:
    """Give the poster of a ward, or those of all wards of a county (`size`: a4 or a5; `only` sw: Swahili alone)."""
    held_county(county_of(area), *SEEN_BY)
    places, size = services().places, request.args.get("size", Size.A4.value)
    wards = [places[ward] for ward in places.wards([area])]
    if not wards or places[area].level is Level.CONSTITUENCY or size not in set(Size):
        abort(404)
    content = as_pdf(tuple(posters.poster(ward, _language(ward)) for ward in wards), Size(size))
    name = f"mbiu-{area.replace('.', '-')}-{size}.pdf"
    return Response(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _language(ward: Area) -> Language:
    return FLOOR if request.args.get("only") == FLOOR.value else posters.language_of(ward)
