"""The doors providers knock at: `bot.callbacks` keeps what comes in, the functions below say what each causes."""

from collections.abc import Mapping

from flask import Blueprint, Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable

from bot import delivery_reports, guards, sms_answers, ussd_turns, words
from bot.callbacks import Knock, take
from bot.console.errors import explain
from bot.services import services, session
from domain import subscribers
from domain.inbox import Callback, Kind
from domain.languages import FLOOR
from domain.vault import Purpose
from messages.providers import africas_talking_callbacks as africas_talking
from messages.providers import twilio_sms
from messages.providers.africas_talking_callbacks import UssdRequest
from messages.providers.base import Incoming

AFRICAS_TALKING = "africastalking"
TWILIO = "twilio"
USSD_ENDS = {"success", "incomplete", "failed"}
NOT_KENYAN = "The number is not of Kenya's plan."

Form = Mapping[str, str]

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")


def register(app: Flask) -> None:
    """Open the doors. They carry no cookie, so there is no form token to ask for."""
    app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(blueprint)
    app.register_error_handler(405, hide)


def hide(error: HTTPException) -> ResponseReturnValue:
    """404 for another method at a door: that there is one must not show."""
    return explain(NotFound() if request.path.startswith(f"{blueprint.url_prefix}/") else error)


@blueprint.before_request
def refuse_strangers() -> None:
    """404 for whoever has neither token nor signature, so that the doors cannot be found; 413 for what is too large."""
    request.max_content_length = guards.LARGEST_CALLBACK
    settings = services().settings
    token = (request.view_args or {}).pop("token", None)
    if token is None and not guards.signed_by_twilio(request, settings):
        abort(404)
    if token is not None and not guards.token_is_live(token, settings.hook_tokens):
        abort(404)


@blueprint.post("/<token>/africastalking/ussd")
def africas_talking_ussd() -> ResponseReturnValue:
    """Answer one turn of a USSD session; a repeated request gets the very same bytes."""
    try:
        answer = take(AFRICAS_TALKING, Kind.USSD, lambda form: _ussd(africas_talking.read_ussd(form)))
    except ServiceUnavailable:
        answer = None
    return Response(answer or _try_again(), content_type="text/plain; charset=utf-8")


@blueprint.post("/<token>/africastalking/ussd-events")
def africas_talking_ussd_events() -> ResponseReturnValue:
    """Hear how a session ended."""
    take(AFRICAS_TALKING, Kind.USSD_EVENT, _ussd_event)
    return Response()


@blueprint.post("/<token>/africastalking/sms")
def africas_talking_sms() -> ResponseReturnValue:
    """Take a text to the short code."""
    take(AFRICAS_TALKING, Kind.SMS, lambda form: _sms(africas_talking.read_sms(form)))
    return Response()


@blueprint.post("/<token>/africastalking/delivery")
def africas_talking_delivery() -> ResponseReturnValue:
    """Take a delivery report."""
    return _report(AFRICAS_TALKING)


@blueprint.post("/<token>/africastalking/optout")
def africas_talking_optout() -> ResponseReturnValue:
    """Take note that somebody blocked one of our sender names at the operator."""
    take(AFRICAS_TALKING, Kind.OPTOUT, _optout)
    return Response()


@blueprint.post("/twilio/sms")
def twilio_incoming() -> ResponseReturnValue:
    """Take a text to our Twilio number. The answer leaves by the worker, so this one says nothing."""
    take(TWILIO, Kind.SMS, lambda form: _sms(twilio_sms.read_sms(form)))
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")


@blueprint.post("/twilio/status")
def twilio_status() -> ResponseReturnValue:
    """Take a delivery report."""
    return _report(TWILIO)


def _ussd(asked: UssdRequest) -> Knock:
    """One turn is named by its session and all that was typed in it, hidden, for that may be a report."""
    phone = asked.phone

    def act(callback: Callback) -> str:
        if phone is None:
            callback.flag(NOT_KENYAN)
            return f"END {services().catalog.say(words.ONLY_KENYA, FLOOR)}"
        screen = ussd_turns.take(services(), session(), asked.session_id, phone, asked.text)
        return f"{'END' if screen.ends else 'CON'} {screen.text}"

    typed = services().vault.lookup(asked.text, Purpose.DIALOGUE).hex()
    return Knock(f"{asked.session_id}:{typed}", act)


def _try_again() -> str:
    """What a phone sees when anything at all went wrong: in the floor language, for we may not know its own."""
    catalog = services().catalog
    return f"END {catalog.say(words.TRY_AGAIN, FLOOR)} {catalog.say(words.IN_DANGER, FLOOR)}"


def _ussd_event(form: Form) -> Knock:
    """Its `input` may hold a whole report: a known ending leaves nothing but its id behind."""
    event = africas_talking.read_ussd_event(form)

    def act(callback: Callback) -> None:
        if event.status.lower() not in USSD_ENDS:
            callback.flag("A status we do not know.")

    return Knock(event.session_id, act)


def _sms(text: Incoming) -> Knock:
    phone = text.phone

    def act(callback: Callback) -> None:
        if phone is None:
            callback.flag(NOT_KENYAN)
        else:
            sms_answers.take(services(), session(), phone, text.text)

    return Knock(text.external_id, act)


def _report(provider: str) -> Response:
    """A message has several reports, one for each state. They are only written down: a job folds in many at a time."""
    delivery_reports.keep(services(), provider, request.get_data(), services().now())
    return Response()


def _optout(form: Form) -> Knock:
    """An operator's block of one sender name stops that name only: never the warnings of another."""
    sender, phone = africas_talking.read_optout(form)

    def act(_: Callback) -> None:
        subscriber = subscribers.find(session(), services().vault, phone)
        if subscriber:
            subscribers.block_sender(session(), subscriber, sender, services().now())

    return Knock(f"{sender}:{services().vault.lookup(phone, Purpose.INBOX).hex()}", act)
