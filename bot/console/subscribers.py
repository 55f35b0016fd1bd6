"""Who is reached, as counts by ward and language: a number of a person is never shown here."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bot.console.access import allow, held_counties
from bot.console.words import language_name
from bot.services import services, session
from domain import audiences, retirement, seasons
from domain.areas import Area
from domain.audiences import Audience, by_language
from domain.languages import Language
from domain.moments import day
from domain.officers import Role

blueprint = Blueprint("subscribers", __name__, url_prefix="/console/subscribers")

SEEN_BY = (Role.OFFICER, Role.APPROVER, Role.REVIEWER, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Row:
    """How many people hear about an area, by language; a person of two wards counts in both of them."""

    area: Area
    people: dict[Language, int]

    @property
    def total(self) -> int:
        return sum(self.people.values())

    @property
    def per_thousand(self) -> float:
        """Subscribers for every 1,000 people counted by the census."""
        return 1000 * self.total / self.area.population


@blueprint.get("/")
@allow(*SEEN_BY)
def index() -> ResponseReturnValue:
    """Show how many people each ward has, and where there are none."""
    places, now = services().places, services().now()
    counts = audiences.counts_by_ward(session(), now)
    rows = [
        (
            Row(county, by_language(audiences.count(session(), Audience(areas=(county.slug,)), places, now))),
            [Row(places[ward], counts.get(ward, {})) for ward in places.wards([county.slug])],
        )
        for county in visible_counties()
    ]
    seen = Audience(areas=tuple(county.slug for county in visible_counties()))
    headings = [(language_name(language), "number") for language in Language]
    return render_template(
        "subscribers/index.html",
        counties=rows,
        languages=list(Language),
        headings=headings,
        paused=audiences.paused(session(), seen, places, now),
        retired=retirement.retired_since(session(), day(now).replace(day=1)),
        season=seasons.figures(session(), now),
        asked_from=seasons.began(now),
    )


def visible_counties() -> list[Area]:
    """The counties this officer has to do with, in IEBC's order."""
    return held_counties(*SEEN_BY)
