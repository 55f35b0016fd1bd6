"""The doors providers knock at: `bot.callbacks` keeps what comes in, the functions below say what each causes."""

import contextlib
import logging
from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable

from bot import delivery_reports, guards, knocks, request_lines, sms_answers, ussd_turns, voice, words
from bot.callbacks import DatabaseAway, Knock, form_of, take
from bot.console.errors import explain
from bot.replay import Replay
from bot.services import commit, services, session
from bot.spool import Posted
from domain import dialogues, inbox, sender_blocks, subscribers
from domain.dialogues import Asked
from domain.inbox import Callback, Kind
from domain.languages import FLOOR
from domain.vault import Purpose
from domain.wrong_knocks import Door
from messages.providers import africas_talking_callbacks as africas_talking
from messages.providers import twilio_sms
from messages.providers.africas_talking_callbacks import UssdRequest
from messages.providers.africas_talking_voice import HANG_UP
from messages.providers.base import Incoming, UnreadableCallback

AFRICAS_TALKING = "africastalking"
TWILIO = "twilio"
USSD_ENDS = {"success", "incomplete", "failed"}
NOT_KENYAN = "The number is not of Kenya's plan."

Form = Mapping[str, str]

log = logging.getLogger(__name__)

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")


def register(app: Flask) -> None:
    """Open the doors. They carry no cookie, so there is no form token to ask for."""
    app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(blueprint)
    app.register_error_handler(405, hide)
    replay = Replay(app, act)
    app.extensions["replay"] = replay  # whoever stops the app stops it
    app.before_request(replay.start)


def hide(error: HTTPException) -> ResponseReturnValue:
    """404 for another method at a door: that there is one must not show."""
    return explain(NotFound() if request.path.startswith(f"{blueprint.url_prefix}/") else error)


@blueprint.before_request
def refuse_strangers() -> None:
    """404 for whoever has neither token nor signature, so that the doors cannot be found; 413 for what is too large."""
    request.max_content_length = guards.LARGEST_CALLBACK
    settings = services().settings
    token = (request.view_args or {}).pop("token", None)
    if token is None:
        known = guards.signed_by_twilio(request, settings)
    else:
        known = guards.token_is_live(token, settings.hook_tokens)
        if known:  # while it is changed: whether the provider still calls the old address
            newest = guards.token_is_live(token, settings.hook_tokens[:1])
            (request_lines.NEWEST if newest else request_lines.OLDER).inc()
    if not known:
        knocks.wrong(Door.HOOK)
        abort(404)


def hear(provider: str, kind: Kind) -> str | None:
    """Take this request's callback now, or leave it in the spool while the database is away; then there is no answer.

    A dialogue cannot be answered later, so a turn of one is never spooled. Raises `ServiceUnavailable` when nothing
    could be kept at all: Africa's Talking knocks again for 12 hours.
    """
    posted, spool = Posted(provider, kind, request.get_data(), services().now()), services().spool
    if not spool.comes_first(kind):
        for _ in range(2):  # one connection that breaks is not a database that is away
            with contextlib.suppress(DatabaseAway):
                return act(posted)
        spool.found_away()
    if kind is Kind.USSD:
        raise ServiceUnavailable
    try:
        spool.keep(posted)
    except OSError as fault:
        log.error("The spool takes no callback: %s", type(fault).__name__)
        raise ServiceUnavailable from None
    return None


def act(posted: Posted) -> str | None:
    """Take a callback, whether it has just come or was spooled. Raises `DatabaseAway`."""
    if posted.kind is Kind.DELIVERY:
        delivery_reports.take(posted)
        return None
    return take(posted, READERS[posted.provider, posted.kind])


@blueprint.post("/<token>/africastalking/ussd")
def africas_talking_ussd() -> ResponseReturnValue:
    """Answer one turn of a USSD session; a repeated request gets the very same bytes."""
    try:
        answer = hear(AFRICAS_TALKING, Kind.USSD)
    except ServiceUnavailable:
        answer = None
    return Response(answer or _try_again(), content_type="text/plain; charset=utf-8")


@blueprint.post("/<token>/africastalking/ussd-events")
def africas_talking_ussd_events() -> ResponseReturnValue:
    """Hear how a session ended."""
    hear(AFRICAS_TALKING, Kind.USSD_EVENT)
    return Response()


@blueprint.post("/<token>/africastalking/sms")
def africas_talking_sms() -> ResponseReturnValue:
    """Take a text to the short code."""
    hear(AFRICAS_TALKING, Kind.SMS)
    return Response()


@blueprint.post("/<token>/africastalking/delivery")
def africas_talking_delivery() -> ResponseReturnValue:
    """Take a delivery report."""
    hear(AFRICAS_TALKING, Kind.DELIVERY)
    return Response()


@blueprint.post("/<token>/africastalking/optout")
def africas_talking_optout() -> ResponseReturnValue:
    """Take note that somebody blocked one of our sender names at the operator."""
    hear(AFRICAS_TALKING, Kind.OPTOUT)
    return Response()


@blueprint.post("/<token>/africastalking/voice")
def africas_talking_voice() -> ResponseReturnValue:
    """Tell the line whom to join to whoever picked up, or hear that it is over. Nothing to be done is to hang up."""
    try:
        said = voice.answer(form_of(request.get_data()))
        commit()
    except UnreadableCallback:
        said = HANG_UP
    except SQLAlchemyError as fault:  # the line cannot wait, and a person who asked for the call is there to ask again
        log.error("A callback of the voice line was not taken: %s", type(fault).__name__)
        session().invalidate()
        said = HANG_UP
    return Response(said, content_type="text/xml; charset=utf-8")


@blueprint.post("/twilio/sms")
def twilio_incoming() -> ResponseReturnValue:
    """Take a text to our Twilio number. The answer leaves by the worker, so this one says nothing."""
    hear(TWILIO, Kind.SMS)
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")


@blueprint.post("/twilio/status")
def twilio_status() -> ResponseReturnValue:
    """Take a delivery report."""
    hear(TWILIO, Kind.DELIVERY)
    return Response()


def _ussd(asked: UssdRequest) -> Knock:
    """One turn is named by its session and all that was typed in it, hidden, for that may be a report."""
    typed = services().vault.lookup(asked.text, Purpose.DIALOGUE).hex()
    external_id, phone = f"{asked.session_id}:{typed}", asked.phone
    if phone is None:
        return Knock(external_id, _not_kenyan)
    named = Asked(AFRICAS_TALKING, asked.session_id, external_id)
    return Knock(external_id, _not_kenyan, partial(ussd_turns.take, services(), session(), named, phone, asked.text))


def _not_kenyan(callback: Callback) -> str:
    callback.flag(NOT_KENYAN)
    return f"END {services().catalog.say(words.ONLY_KENYA, FLOOR)}"


def _try_again() -> str:
    """What a phone sees when anything at all went wrong: in the floor language, for we may not know its own."""
    catalog = services().catalog
    return f"END {catalog.say(words.TRY_AGAIN, FLOOR)} {catalog.say(words.IN_DANGER, FLOOR)}"


def _ussd_event(form: Form) -> Knock:
    """Its `input` may hold a whole report: a known ending leaves nothing but its id behind, and ends the dialogue."""
    event = africas_talking.read_ussd_event(form)

    def act(callback: Callback) -> None:
        if event.status.lower() not in USSD_ENDS:
            callback.flag("A status we do not know.")
        dialogues.hung_up(session(), event.session_id, callback.received_at)

    return Knock(event.session_id, act)


def _sms(text: Incoming) -> Knock:
    phone = text.phone

    def act(callback: Callback) -> None:
        if phone is None:
            callback.flag(NOT_KENYAN)
            return
        written_at = text.written_at or callback.received_at
        prints = inbox.prints(services().vault, phone.e164, text.text, written_at)
        if not inbox.is_twin(session(), callback, prints):
            sms_answers.take(services(), session(), phone, text.text, callback, written_at=written_at)

    return Knock(text.external_id, act)


def _optout(form: Form) -> Knock:
    """An operator's block of one sender name stops that name only: never the warnings of another."""
    sender, phone = africas_talking.read_optout(form)

    def act(callback: Callback) -> None:
        subscriber = subscribers.find(session(), services().vault, phone)
        if subscriber:
            sender_blocks.block(session(), subscriber, sender, callback.received_at)

    return Knock(f"{sender}:{services().vault.lookup(phone, Purpose.INBOX).hex()}", act)


READERS: dict[tuple[str, Kind], Callable[[Form], Knock]] = {
    (AFRICAS_TALKING, Kind.USSD): lambda form: _ussd(africas_talking.read_ussd(form)),
    (AFRICAS_TALKING, Kind.USSD_EVENT): _ussd_event,
    (AFRICAS_TALKING, Kind.SMS): lambda form: _sms(africas_talking.read_sms(form)),
    (AFRICAS_TALKING, Kind.OPTOUT): _optout,
    (TWILIO, Kind.SMS): lambda form: _sms(twilio_sms.read_sms(form)),
}
