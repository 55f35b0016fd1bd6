"""Help: a guide of two pages for each role, to read here or to print."""

from flask import Blueprint, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from bot.console.access import ANYBODY, allow, allowed, current_officer, today
from bot.console.guide_words import GUIDES
from bot.console.help_words import NEXT
from bot.console.menu import PAGES
from bot.console.words import _, interface, role_name
from domain import helplines
from domain.officers import Role
from messages.guides import Guide, as_pdf

blueprint = Blueprint("guides", __name__, url_prefix="/console/guides")


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show the guides: those of this officer's roles first, for others may be read too."""
    held = current_officer().roles(today())
    return render_template(
        "guides/index.html",
        mine=[(role, role_name(role), _(GUIDES[role].purpose)) for role in Role if role in held],
        others=[(role, role_name(role), _(GUIDES[role].purpose)) for role in Role if role not in held],
    )


@blueprint.get("/<role>")
@allow(*ANYBODY)
def show(role: str) -> ResponseReturnValue:
    """Show one guide."""
    return render_template("guides/show.html", guide=_guide(_role(role)), role=_role(role))


@blueprint.get("/<role>.pdf")
@allow(*ANYBODY)
def paper(role: str) -> ResponseReturnValue:
    """Hand over one guide as two pages of paper."""
    name = f"mbiu-{_role(role)}-{interface()}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(as_pdf(_guide(_role(role))), mimetype="application/pdf", headers=headers)


def _role(text: str) -> Role:
    return Role(text) if text in set(Role) else abort(404)


def _guide(role: Role) -> Guide:
    """The words of a role's guide in the language of the page; what opens to it is asked of the guard."""
    words = GUIDES[role]
    return Guide(
        lang=interface().value,
        title=_("Mbiu: %(role)s", role=role_name(role)),
        purpose=_(words.purpose),
        steps_heading=_("What you do"),
        steps=tuple(map(_, words.steps)),
        opens_heading=_("What opens to you"),
        opens=_opens(role),
        rules_heading=_("What never bends"),
        rules=tuple(map(_, words.rules)),
        trouble_heading=_("When something goes wrong"),
        trouble=tuple((_(seen), _(done)) for seen, done in words.trouble),
        help_heading=_("Numbers that help people"),
        help=_helpers(),
        blanks_heading=_("In our office"),
        blanks=(_("Administrator"), _("My deputy"), _("County lead")),
        foot=_("Mbiu warns and carries peace. It is not the police."),
        page=_("Page %(number)s of %(all)s", number="%s", all="%s"),
    )


def _opens(role: Role) -> tuple[tuple[str, str], ...]:
    """The pages of the menu that the guard opens to this role, with what each leads to."""
    open_ = [page for page in PAGES if role in allowed(current_app.view_functions.get(page[0]))]
    return tuple((_(label), _(NEXT[endpoint.partition(".")[0]])) for endpoint, label in open_)


def _helpers() -> tuple[tuple[str, str], ...]:
    named = (
        (_("Police"), helplines.POLICE),
        (_("The Red Cross"), helplines.RED_CROSS),
        (_("Sexual violence"), helplines.SEXUAL_VIOLENCE),
        (_("Children"), helplines.CHILDREN),
        (_("Wild animals"), helplines.WILDLIFE),
    )
    return tuple((who, ", ".join(numbers)) for who, numbers in named)
