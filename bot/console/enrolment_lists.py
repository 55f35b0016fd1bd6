"""Numbers that people gave at a baraza: each is asked on its own phone, and no list tells who is known or has left."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot import inviting
from bot.console.access import allow, current_officer, held_counties, held_county, today
from bot.console.paging import page_of
from bot.console.words import N_, _, language_name, refused
from bot.enrolment import numbers_in
from bot.services import services, session
from domain import enrolment_lists, invitations
from domain.areas import Level
from domain.enrolment_lists import MOST_A_DAY, Baraza, EnrolmentList
from domain.hours import DAY, open_after
from domain.languages import FLOOR, Language
from domain.officers import Role
from domain.phones import Phone
from domain.refusals import Refusal
from domain.veils import FEWEST
from messages.enrolment_sheet import sheet

blueprint = Blueprint("enrolment_lists", __name__, url_prefix="/console/enrolment")
A_MINUTE = 100  # are asked: as many as answer at once without anybody waiting
MOST_SHOWN = 20  # lines that hold no number
AUDITED = N_("gave an enrolment list")


@dataclass(frozen=True, slots=True)
class Typed:
    """The numbers in what was typed, each once, and the lines that hold none; anything else in it is let go."""

    phones: list[Phone]
    bad: list[int]

    @classmethod
    def of(cls, text: str) -> "Typed":
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        read = [(number, *numbers_in(line)[:2]) for number, line in lines]
        phones = dict.fromkeys(phone for _number, found, _misread in read for phone in found)
        return cls(list(phones), [number for number, found, misread in read if misread or not found])


@blueprint.get("/")
@allow(Role.OFFICER)
def index() -> ResponseReturnValue:
    """Show the lists of this officer's counties, and a form for the next."""
    return _page()


@blueprint.post("/")
@allow(Role.OFFICER)
def take() -> ResponseReturnValue:
    """Ask each number of a list on its own phone."""
    form, now = request.form, services().now()
    typed = Typed.of(form.get("numbers", ""))
    try:
        row = enrolment_lists.begin(session(), current_officer(), _baraza(), len(typed.phones), now)
    except Refusal as refusal:
        return _page(refused(refusal)), 422
    for place, phone in enumerate(typed.phones):
        _put_forward(row, phone, place)
    flash(_("Good numbers: %(count)s. Each is asked by SMS on its own phone.", count=len(typed.phones)), "good")
    if typed.bad:
        shown = ", ".join(_("line %(number)s", number=one) for one in typed.bad[:MOST_SHOWN])
        shown += " …" if len(typed.bad) > MOST_SHOWN else ""
        flash(_("No mobile number of Kenya, or one that cannot be read: %(lines)s.", lines=shown))
    return redirect(url_for(".index"), 303)


@blueprint.get("/sheet.pdf")
@allow(Role.OFFICER)
def blank() -> ResponseReturnValue:
    """A sheet to take to a baraza, for one ward or any."""
    ward = request.args.get("ward", "")
    content = sheet(services().catalog, services().places[_ward(ward)].display_name if ward else "")
    headers = {"Content-Disposition": 'attachment; filename="mbiu-enrolment.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _put_forward(row: EnrolmentList, phone: Phone, place: int) -> None:
    """One number, if nobody asked it lately and it is a stranger; the later ones some minutes after the first."""
    now = services().now()
    at = open_after(now, timedelta(minutes=place // A_MINUTE), DAY)
    asked = invitations.invite_from_list(session(), services().vault, row.id, phone, now)
    if asked:
        inviting.ask(services(), session(), phone, row.ward, row.language, now, at=at if at > now else None)
    row.count(asked=asked)


def _baraza() -> Baraza:
    form = request.form
    if not form.get("ward"):
        raise Refusal("Choose the ward of the baraza.")
    ward = _ward(form["ward"])
    try:
        held_on, language = date.fromisoformat(form.get("held_on", "")), Language(form.get("language", ""))
    except ValueError:
        raise Refusal("Say on which day the baraza was, and in which language people are asked.") from None
    return Baraza(ward, " ".join(form.get("place", "").split()), held_on, language)


def _ward(slug: str) -> str:
    """A ward of a county of this officer's; 404 for any other."""
    places = services().places
    if slug not in places or places[slug].level is not Level.WARD:
        abort(404)
    held_county(places[slug].county, Role.OFFICER)
    return slug


def _page(fault: str = "") -> str:
    mine, places = held_counties(Role.OFFICER), services().places
    slugs = [county.slug for county in mine]
    return render_template(
        "enrolment_lists/index.html",
        page=page_of(
            lambda most, skip: enrolment_lists.of_counties(session(), slugs, most, skip), "enrolment_lists.index"
        ),
        fault=fault,
        typed=request.form,
        wards=[(slug, places[slug].display_name) for slug in places.wards(slugs)],
        languages=[(language.value, language_name(language)) for language in Language],
        floor=FLOOR.value,
        latest=today().isoformat(),
        most=MOST_A_DAY,
        few=FEWEST,
        now=services().now(),
    )
