"""Conflict reports on the console: every address, and the list of what waits.

Nothing on these pages leads to whoever told us: no number, not even masked; a code word that is another one for every
report; on a list no hour finer than an hour, and nothing due finer than a quarter of one.
"""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue, RouteCallable

from bot.console import incident_acts, incident_leaving, incident_typing
from bot.console import incident_words as say
from bot.console.access import allow, counties, current_officer
from bot.console.incident_filters import Filter, asked_for, options
from bot.console.incident_page import page
from bot.console.incident_shown import QUARTER, Shown, Toned, names, shown, visible
from bot.console.paging import page_of
from bot.console.words import _
from bot.services import services, session
from domain import incidents, matches, tallies
from domain.incidents import Incident
from domain.officers import Role

blueprint = Blueprint("incidents", __name__, url_prefix="/console/incidents")

AT_ONCE = 50


@blueprint.get("/")
@allow(Role.PEACE)
def index() -> ResponseReturnValue:
    """List the reports of the officer's counties: what is urgent or late first."""
    held, now = counties(Role.PEACE), services().now()
    asked = asked_for()

    def rows(most: int, skip: int) -> list[Incident]:
        if asked.ended:
            return incidents.closed(session(), held, *asked.conditions, start=skip, most=most)
        return incidents.queue(session(), held, *asked.conditions, now=now, start=skip, most=most)

    found = page_of(rows, "incidents.index", AT_ONCE, **asked.query)
    return render_template(
        "incidents/index.html",
        page=found,
        reports=_rows(found.rows),
        tally=tallies.tally(session(), held, current_officer(), now),
        matching=_matching(asked, held),
        levels=say.LEVELS,
        asked=asked,
        options=options(),
    )


def _rows(found: list[Incident]) -> list[tuple[Shown, list[Toned]]]:
    proposed = matches.proposed(session(), found, services().now())
    holders = names({incident.assigned_to for incident in found if incident.assigned_to})
    return [(shown(incident, QUARTER), _tags(incident, holders, proposed.get(incident.id, 0))) for incident in found]


def _tags(incident: Incident, holders: dict[int, str], proposed: int) -> list[Toned]:
    """What stands beside the state of one report."""
    if not incident.open:
        return []
    tags = [(_("Looks like mass reporting"), "neutral")] if incident.mass else []
    if proposed:
        many = _("To join? %(count)s or more", count=proposed)
        tags.append((many if proposed == matches.MOST else _("To join? %(count)s", count=proposed), "info"))
    if incident.assigned_to is None:
        return [*tags, (_("Assigned to nobody"), "neutral")]
    if incident.assigned_to == current_officer().id:
        return [*tags, (_("Yours"), "info")]
    return [*tags, (holders[incident.assigned_to], "neutral")]


def _matching(asked: Filter, held: set[str] | None) -> int | None:
    """How many open ones the filter leaves; None where it leaves all."""
    if asked.ended or not asked.narrows:
        return None
    return incidents.count(session(), held, *asked.conditions)


@blueprint.get("/<int:incident_id>")
@allow(Role.PEACE)
def show(incident_id: int) -> ResponseReturnValue:
    """Open one report; the audit keeps who read it."""
    return page(visible(session().get(Incident, incident_id)))


LEAVING = "/<int:incident_id>/<any(restricted, feedback):where>"
ADDRESSES: tuple[tuple[str, RouteCallable, list[str]], ...] = (
    ("/new", incident_typing.new, ["GET", "POST"]),
    ("/new/kept", incident_typing.kept, ["GET"]),
    (LEAVING, incident_leaving.confirm, ["GET"]),
    (LEAVING, incident_leaving.leave, ["POST"]),
    (f"/<int:incident_id>/<any({', '.join(incident_acts.DEEDS)}):deed>", incident_acts.act, ["POST"]),
)
for address, view, methods in ADDRESSES:
    blueprint.add_url_rule(address, view_func=view, methods=methods)
