"""Africa's Talking's own wire protocol, spoken by the simulated network: sending, the inbox, what is on the account."""

import re
import secrets
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.simulator.behaviour import Behaviour, Failure, hit
from bot.simulator.books import Books, Callback, Message
from bot.simulator.simulation import NETWORK_CODE, only_from_this_machine, simulation
from messages.segments import segment

PRICE = Decimal("0.8")  # KES a part
DEFAULT_SENDER = "AFRICASTKNG"
MOST_NUMBERS = 1000
NO_BALANCE = 405, "InsufficientBalance"
MOST_TEXTS = 100  # in one reading of the inbox

blueprint = Blueprint("simulated_network", __name__, url_prefix="/simulator/africastalking/version1")
blueprint.before_request(only_from_this_machine)


@blueprint.before_request
def refuse_the_keyless() -> Response | None:
    keyless = not request.headers.get("apiKey")
    return Response("The supplied authentication is invalid", 401, mimetype="text/plain") if keyless else None


@blueprint.get("/user")
def user() -> Response:
    """Tell what is left on the account."""
    books = simulation().books
    failure = books.behaviour().failure
    left = Decimal(0) if failure is Failure.NO_BALANCE else books.left()
    answer = jsonify(UserData={"balance": f"KES {left:.2f}"})
    answer.date = datetime.now(UTC)  # as every provider's answer says: by it a leap of our own clock is told
    return _broken(failure) or answer


@blueprint.get("/messaging")
def inbox() -> Response:
    """Tell of the texts to the short code after the one that was read last, also of those whose callback got lost."""
    books, after = simulation().books, request.args.get("lastReceivedId", "")
    question = "select * from typed where id > ? order by id limit ?"
    rows = books.rows(question, int(after) if after.isdecimal() else 0, MOST_TEXTS)
    messages = [
        {
            "id": row["id"],
            "from": row["number"],
            "to": simulation().short_code,
            "text": row["body"],
            "date": datetime.fromisoformat(row["at"]).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "linkId": "",
        }
        for row in rows
    ]
    return _broken(books.behaviour().failure) or jsonify(SMSMessageData={"Messages": messages})


@blueprint.post("/messaging")
def messaging() -> Response:
    """Take one text for a list of numbers, as the switches say."""
    books = simulation().books
    behaviour = books.behaviour()
    numbers = [number for number in request.form.get("to", "").split(",") if number]
    if not numbers or not request.form.get("message") or len(numbers) > MOST_NUMBERS:
        return Response("Request is missing required form field 'to' or 'message'", 400, mimetype="text/plain")
    taken = behaviour.failure in (Failure.NONE, Failure.ANSWER_LOST, Failure.NO_BALANCE)
    recipients = _take(books, behaviour, numbers) if taken else []
    time.sleep(behaviour.delay_ms / 1000)
    return _answer(behaviour.failure, recipients)


def _broken(failure: Failure) -> Response | None:
    """What stands in the place of any answer."""
    if failure is Failure.HTTP_500:
        return Response("Internal Server Error", 500, mimetype="text/plain")
    if failure is Failure.HTTP_429:
        return Response("Too Many Requests", 429, {"Retry-After": "2"}, mimetype="text/plain")
    if failure is Failure.HTML:
        return Response("<!doctype html><title>Welcome</title><h1>Sign in to the network</h1>", 200)
    if failure in (Failure.RESET, Failure.ANSWER_LOST):
        return _drop()
    return None


def _answer(failure: Failure, recipients: list[dict[str, Any]]) -> Response:
    if broken := _broken(failure):
        return broken
    message = "InvalidSenderId" if failure is Failure.NO_RECIPIENTS else _summary(recipients)
    answer = jsonify(SMSMessageData={"Message": message, "Recipients": recipients})
    answer.status_code = 201
    return answer


def _summary(recipients: list[dict[str, Any]]) -> str:
    sent = [Decimal(entry["cost"].removeprefix("KES ")) for entry in recipients if entry["statusCode"] == 101]
    return f"Sent to {len(sent)}/{len(recipients)} Total Cost: KES {sum(sent, Decimal(0)):.4f}"


def _drop() -> Response:
    """Close the connection under the server, which then has nobody to answer.

    A server that keeps its sockets to itself breaks off the answer after its first letter: nobody can read it either.
    """
    if "werkzeug.socket" in request.environ:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response(_broken_off(), 201, {"Content-Length": "400"})


def _broken_off() -> Iterator[str]:
    yield "{"
    raise ConnectionAbortedError("The simulated network breaks off here.")


def _take(books: Books, behaviour: Behaviour, numbers: list[str]) -> list[dict[str, Any]]:
    """Write down what is accepted and answer for every number."""
    sender, body = request.form.get("from") or DEFAULT_SENDER, request.form["message"]
    cost, blocked, now = len(segment(body).parts) * PRICE, books.blocked(sender), datetime.now(UTC)
    affordable = books.left() // cost
    entries: list[dict[str, Any]] = []
    messages: list[Message] = []
    for number in numbers:
        code, word = _fate(behaviour, number, number in blocked)
        if code == 101 and len(messages) >= affordable:
            code, word = NO_BALANCE
        entry = {"statusCode": code, "number": number, "status": word, "cost": "0", "messageId": "None"}
        if code == 101:
            identity = f"ATXid_{secrets.token_hex(16)}"
            entry |= {"cost": f"KES {cost:.4f}", "messageId": identity}
            off = hit(number, "unreachable", behaviour.unreachable)
            messages.append(Message(identity, number, sender, body, not off, _receipts(behaviour, number, off)))
        entries.append(entry)
    due = now.timestamp() + behaviour.receipt_delay_ms / 1000
    books.take(messages, _reports(messages, due), now, len(messages) * cost)
    return entries


def _fate(behaviour: Behaviour, number: str, blocked: bool) -> tuple[int, str]:
    if behaviour.failure is Failure.NO_BALANCE:
        return NO_BALANCE
    if not re.fullmatch(r"\+254[17][0-9]{8}", number):
        return 403, "InvalidPhoneNumber"
    if blocked:
        return 406, "UserInBlacklist"
    if hit(number, "unroutable", behaviour.unroutable):
        return 407, "CouldNotRoute"
    return 101, "Success"


def _receipts(behaviour: Behaviour, number: str, off: bool) -> tuple[str, ...]:
    if not behaviour.receipts or hit(number, "lost", behaviour.lost):
        return ()
    final = "Failed" if off else "Success"
    return (final, "Sent") if hit(number, "disordered", behaviour.disordered) else (final,)


def _reports(messages: list[Message], due: float) -> Iterator[Callback]:
    for message in messages:
        form = {"id": message.provider_id, "phoneNumber": message.number, "networkCode": NETWORK_CODE}
        for late, word in enumerate(message.receipts):
            why = {"failureReason": "AbsentSubscriber"} if word == "Failed" else {}
            yield Callback("delivery", {**form, "status": word, **why}, due + late / 2)
