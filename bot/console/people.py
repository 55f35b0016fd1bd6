"""Subscribers one by one, by area, language and kind; never a number in full, and nothing they told or wrote."""

from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import people_acts, people_export, people_words
from bot.console.access import allow, current_officer
from bot.console.people_search import area_options, asked_for, held_wards, wards_by_constituency
from bot.console.words import _, language_name, refused
from bot.services import services, session
from domain import sender_blocks, sent_lately, subscriber_search
from domain.languages import Language
from domain.notices import notices
from domain.officers import Role
from domain.phones import NotAKenyanNumber, Phone
from domain.refusals import Refusal
from domain.sealed_columns import SUBSCRIBER_PHONE
from domain.subscriber_acts import stamp
from domain.subscriber_imports import SubscriberImport
from domain.subscriber_search import MOST_COUNTED
from domain.subscribers import MOST_WARDS, Subscriber
from domain.vault import Unsealable

blueprint = Blueprint("people", __name__, url_prefix="/console/people")


@blueprint.get("/")
@allow(Role.OFFICER)
def index() -> ResponseReturnValue:
    """List the people of the officer's counties, newest first."""
    asked, now = asked_for(), services().now()
    before, after = (max(0, request.args.get(name, 0, type=int)) for name in ("before", "after"))
    query: dict[str, Any] = asked.query
    found = subscriber_search.page(session(), asked.search, now, before=before, after=after)
    return render_template(
        "people/index.html",
        asked=asked,
        areas=area_options(),
        kinds=people_words.kind_options(),
        standings=people_words.standing_options(),
        languages=[("", _("All languages")), *((each.value, language_name(each)) for each in Language)],
        count=subscriber_search.count(session(), asked.search, now, found),
        most=MOST_COUNTED,
        rows=[(person, masked(person), subscriber_search.standing(person, now)) for person in found.people],
        newer=url_for("people.index", **query, after=found.newer) if found.newer else "",
        older=url_for("people.index", **query, before=found.older) if found.older else "",
        words=people_words,
    )


@blueprint.post("/number")
@allow(Role.OFFICER)
def number() -> ResponseReturnValue:
    """Find who is on the telephone, by the whole number."""
    try:
        phone = Phone.parse(request.form.get("number", ""))
    except NotAKenyanNumber:
        flash(_("This is no number of Kenya."), "bad")
        return redirect(url_for("people.index"), 303)
    officer, now = current_officer(), services().now()
    try:
        person = subscriber_search.look_up(session(), services().vault, officer, phone, held_wards(), now)
    except Refusal as refusal:
        flash(refused(refusal), "bad")
        return redirect(url_for("people.index"), 303)
    if person is None:
        flash(_("Unknown: this number is not subscribed in your counties, and has not left there."))
        return redirect(url_for("people.index"), 303)
    return redirect(url_for("people.show", subscriber_id=person.id), 303)


@blueprint.get("/<int:subscriber_id>")
@allow(Role.OFFICER)
def show(subscriber_id: int) -> ResponseReturnValue:
    """Show what one person agreed to and what they were sent."""
    return page(visible(session().get(Subscriber, subscriber_id)))


class Chosen(NamedTuple):
    """What the form of a change shows: wards the officer may choose, a language and a kind."""

    wards: list[str]
    language: str
    kind: str


def page(person: Subscriber, refusal: str = "", chosen: Chosen | None = None) -> str:
    """One person's page; `chosen` is what was sent and came back."""
    wards = held_wards()
    ours = [ward for ward in person.wards if ward in wards]
    chosen = chosen and chosen._replace(wards=[ward for ward in chosen.wards if ward in wards])
    return render_template(
        "people/show.html",
        person=person,
        number=masked(person),
        standing=subscriber_search.standing(person, services().now()),
        imported=session().get(SubscriberImport, person.import_id) if person.import_id else None,
        sent=sent_lately.of(session(), person.id),
        blocks=sender_blocks.of(session(), person.id),
        seen=stamp(services().vault, person),
        ours=ours,
        chosen=chosen or Chosen(ours, person.language, person.kind),
        came_back=chosen is not None,
        parts=wards_by_constituency(),
        most=MOST_WARDS,
        languages=[(each.value, language_name(each)) for each in Language],
        notice=notices().get(person.notice_version),
        words=people_words,
        refusal=refusal,
    )


def visible(person: Subscriber | None) -> Subscriber:
    """The same, if one of their wards is the officer's; else 404."""
    return person if person and set(person.wards) & set(held_wards()) else abort(404)


def masked(person: Subscriber) -> str:
    """The number as it may be shown."""
    try:
        return SUBSCRIBER_PHONE.phone(services().vault, person).masked
    except Unsealable:
        return _("cannot be opened")


blueprint.post("/export")(people_export.export)
blueprint.post("/<int:subscriber_id>/<any(change, leave, erase):deed>")(people_acts.act)
