"""What an officer typed into a form that was left open too long, to be sent now or thrown away."""

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bot.console.access import ANYBODY, allow, current_officer, signed_in
from bot.console.devices import device_words
from bot.console.rights_words import noun_name
from bot.console.words import _
from bot.services import services
from bot.services import session as database
from domain import unsent_forms
from domain.redaction import without_numbers
from domain.unsent_forms import UnsentForm

blueprint = Blueprint("unsent_forms", __name__, url_prefix="/console/unsent-forms")

SENT_AGAIN = "unsent"  # in the address a kept form is sent to: which one it is


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show what was typed, and the two things to be done with it."""
    waiting = unsent_forms.of(database(), current_officer().id, services().now())
    return render_template("unsent_forms/index.html", forms=[_shown(form) for form in waiting], device=device_words)


@blueprint.post("/<int:form_id>/throw-away")
@allow(*ANYBODY)
def throw_away(form_id: int) -> ResponseReturnValue:
    """Forget it."""
    if unsent_forms.throw_away(database(), current_officer().id, form_id):
        flash(_("It is thrown away."))
    return redirect(url_for("unsent_forms.index"), 303)


@blueprint.after_app_request
def forget_what_was_sent(response: Response) -> Response:
    """A kept form that went through is kept no longer; one that was refused stays."""
    sent, officer = request.args.get(SENT_AGAIN, ""), signed_in()
    if request.method != "POST" or officer is None or not (sent.isascii() and sent.isdecimal() and len(sent) < 15):
        return response
    refused = response.status_code >= 400 or any(tone == "bad" for tone, _words in session.get("_flashes", ()))
    if not refused:
        unsent_forms.throw_away(database(), officer.id, int(sent))
    return response


def _shown(form: UnsentForm) -> tuple[UnsentForm, str, str, unsent_forms.Fields, unsent_forms.Fields]:
    """The form, of which noun it is, where it goes, all its fields, and those that say something, by readable names."""
    fields = form.fields(services().vault)
    shown = [
        (_(name.replace("_", " ").capitalize()), without_numbers(value)) for name, value in fields if value.strip()
    ]
    join = "&" if "?" in form.path else "?"
    return form, _noun(form.path), f"{form.path}{join}{urlencode({SENT_AGAIN: form.id})}", fields, shown


def _noun(path: str) -> str:
    """What the menu calls the pages of this address; the address itself where nothing answers there any more."""
    try:
        endpoint, _parts = current_app.url_map.bind("").match(urlsplit(path).path, method="POST")
    except HTTPException:
        return path
    return noun_name(endpoint.partition(".")[0])
