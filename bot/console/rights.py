"""Who may do what, read from the code that enforces it, as it runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from bot.console.access import ANYBODY, allow, allowed, current_officer, today
from bot.console.rights_words import BEYOND, LABELS, noun_name
from bot.console.words import N_, _, role_name
from domain.officers import Role
from domain.second_factors import NEEDED_BY

blueprint = Blueprint("rights", __name__, url_prefix="/console/rights")

EVERY = "all"  # in the place of a role
READS, ACTS = N_("reads"), N_("acts")
# Sent as a form, since what was typed is long: they show something and keep nothing.
ONLY_SHOW = {
    "bulletins.count", "bulletins.recount", "radio_pieces.count", "scripts.count", "series.count",
    "wordings.count", "wordings.compare",
    "wordings.try_out",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """One page or one act: its method, what it does in the first line of the view, and who may."""

    endpoint: str
    method: str
    does: str
    roles: frozenset[Role]

    @property
    def acts(self) -> bool:
        return self.method == "POST" and self.endpoint not in ONLY_SHOW


@dataclass(frozen=True, slots=True)
class Noun:
    """All doors of one noun of the console."""

    name: str
    doors: list[Door]

    def may(self, role: Role) -> str:
        """What the role comes to there: "acts", "reads", or "" for nothing."""
        mine = [door for door in self.doors if role in door.roles]
        return ACTS if any(door.acts for door in mine) else READS if mine else ""


def doors() -> Iterator[Door]:
    """Every method of every route that is open to a role; what is open to none stands behind no role."""
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions.get(rule.endpoint)
        for method in sorted({"GET", "POST"} & (rule.methods or set())) if allowed(view) else ():
            does = (view.__doc__ or "").partition("\n")[0] if view else ""
            yield Door(rule.endpoint, method, does, allowed(view))


def nouns() -> list[Noun]:
    """The nouns in the order of the menu, then the others."""
    found: dict[str, list[Door]] = {}
    for door in doors():
        found.setdefault(door.endpoint.partition(".")[0], []).append(door)
    place = {noun: number for number, noun in enumerate(LABELS)}
    return [Noun(name, found[name]) for name in sorted(found, key=lambda name: (place.get(name, len(place)), name))]


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show what one role may do, one's own first; or what each of them may."""
    own = [role for role in Role if role in current_officer().roles(today())]
    asked = request.args.get("role") or (own[0].value if own else EVERY)
    if asked != EVERY and asked not in set(Role):
        abort(404)
    role = None if asked == EVERY else Role(asked)
    return render_template(
        "rights/index.html",
        role=role,
        every=EVERY,
        roles=[*own, *(each for each in Role if each not in own)],
        nouns=[noun for noun in nouns() if role is None or noun.may(role)],
        noun_name=noun_name,
        methods={"GET": _("shows"), "POST": _("does")},
        beyond=BEYOND,
        second=[role_name(each) for each in Role if each in NEEDED_BY],
    )
