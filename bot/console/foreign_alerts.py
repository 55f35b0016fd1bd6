"""Alerts of others: an officer brings the file, reads what it says, and may make a draft of it. None is ever sent."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import foreign_drafts
from bot.console.access import allow, counties, current_officer
from bot.console.bulletin_rights import READERS
from bot.console.foreign_drafts import title, words_of
from bot.console.paging import page_of
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import audit, foreign_alerts
from domain.areas import Area
from domain.foreign_alerts import ForeignAlert
from domain.officers import Role
from domain.refusals import Refusal
from messages import cap_places
from messages.cap_reading import LARGEST, read
from messages.cap_structure import Alert

blueprint = Blueprint("foreign_alerts", __name__, url_prefix="/console/foreign-alerts")

UPLOADED, DRAFTED = N_("uploaded an alert of others"), N_("made a draft of an alert of others")
MESSAGES = {
    "Alert": N_("First alert"),
    "Update": N_("Update"),
    "Cancel": N_("Cancellation"),
    "Ack": N_("Receipt"),
    "Error": N_("Rejection"),
}
MOST_AREAS = 30  # of one text that are shown
MOST_REFERENCES = 50  # to other alerts


@dataclass(frozen=True, slots=True)
class Kept:
    """One that was uploaded, with what it says, or why it can be read no more: the rules may have changed since."""

    row: ForeignAlert
    alert: Alert | None
    refusal: str = ""

    @classmethod
    def of(cls, row: ForeignAlert) -> "Kept":
        try:
            return cls(row, read(row.document))
        except Refusal as refusal:
            return cls(row, None, refused(refusal))


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """List them, the latest sent first, above the place for a new one."""
    return _list()


@blueprint.post("/")
@allow(Role.OFFICER)
def upload() -> ResponseReturnValue:
    """Take in a file: kept when it can be read, and it is new."""
    file, now = request.files.get("file"), services().now()
    document = file.read() if file else b""
    try:
        if not document:
            raise Refusal("Choose a file first.")
        alert = read(document)
        if there := foreign_alerts.named(session(), alert.reference):
            flash(_("This alert is here already: it was uploaded before."))
            return redirect(url_for("foreign_alerts.show", alert_id=there.id), 303)
        row = foreign_alerts.keep(session(), current_officer(), alert.reference, document, alert.references, now)
    except Refusal as refusal:
        session().rollback()
        return _list(refused(refusal)), 422
    audit.record(session(), current_officer().id, UPLOADED, _subject(row), now=now)
    return redirect(url_for("foreign_alerts.show", alert_id=row.id), 303)


@blueprint.get("/<int:alert_id>")
@allow(*READERS)
def show(alert_id: int) -> ResponseReturnValue:
    """Show one as it came, what speaks of it, and the form for a draft."""
    return _page(session().get(ForeignAlert, alert_id) or abort(404))


@blueprint.post("/<int:alert_id>/draft")
@allow(Role.OFFICER)
def make_draft(alert_id: int) -> ResponseReturnValue:
    """Make a draft of it, for the areas this officer chose; it goes the ordinary road."""
    row, now = foreign_alerts.locked(session(), alert_id) or abort(404), services().now()
    try:
        chosen = request.form.getlist("areas")
        bulletin = foreign_drafts.draft(read(row.document), chosen, current_officer(), services().places, now)
        foreign_alerts.draft(session(), row, bulletin)
    except Refusal as refusal:
        session().rollback()
        return _page(session().get_one(ForeignAlert, alert_id), refused(refusal)), 422
    for subject in (_subject(row), f"bulletin {bulletin.id}"):
        audit.record(session(), current_officer().id, DRAFTED, subject, now=now)
    flash(_("This is a draft. Read every word, make it short, and choose its hour."))
    return redirect(url_for("bulletins.edit", bulletin_id=bulletin.id), 303)


def _subject(row: ForeignAlert) -> str:
    return f"foreign alert {row.id}"


def _list(refusal: str = "") -> str:
    def find(most: int, skip: int) -> list[Kept]:
        rows = foreign_alerts.newest(session(), most=most, skip=skip)
        return [Kept.of(row) for row in rows]

    page = page_of(find, "foreign_alerts.index", 15)
    return render_template("foreign_alerts/index.html", page=page, refusal=refusal, most=LARGEST // 1024)


def _page(row: ForeignAlert, refusal: str = "") -> str:
    alert = read(row.document)
    areas = [area for info in alert.infos for area in info.areas]
    suggested = cap_places.meant(areas, services().places)
    shown = alert.references[:MOST_REFERENCES]
    return render_template(
        "foreign_alerts/show.html",
        row=row,
        alert=alert,
        refusal=refusal,
        references=list(zip(shown, foreign_alerts.all_named(session(), shown), strict=True)),
        more=len(alert.references) - len(shown),
        later=[Kept.of(other) for other in foreign_alerts.later(session(), row)],
        suggested=suggested,
        choices=_choices(suggested),
        chosen=request.form.getlist("areas"),
        expired=all(info.expires and info.expires <= services().now() for info in alert.infos),
        history=audit.history(session(), _subject(row)),
    )


def _choices(suggested: list[str]) -> list[tuple[Area, list[Area]]]:
    """The officer's counties, each with its constituencies, and those of its wards that the alert seems to name."""
    places, held = services().places, counties(Role.OFFICER)
    return [
        (
            county,
            [*places.children(county.slug), *(places[slug] for slug in suggested if _ward_in(slug, county.slug))],
        )
        for county in places.counties
        if held is None or county.slug in held
    ]


def _ward_in(slug: str, county: str) -> bool:
    return slug.count(".") == 2 and slug.startswith(f"{county}.")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "title_of": title,
        "words_of": words_of,
        "kind_of": lambda alert: _(MESSAGES[alert.message]),
        "ends": lambda alert: max((info.expires for info in alert.infos if info.expires), default=None),
        "is_real": lambda alert: alert.status == "Actual",
        "is_for_all": lambda alert: alert.scope == "Public",
        "cancels": lambda alert: alert.message == "Cancel",
        "MOST_AREAS": MOST_AREAS,
    }
