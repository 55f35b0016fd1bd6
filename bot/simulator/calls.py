"""The voice line of the simulated network: it rings a phone, asks the product's hook, and joins a second phone."""

import re
import secrets
import time
from datetime import UTC, datetime
from typing import Any

import requests
from flask import Blueprint, Response, jsonify, request
from lxml import etree

from bot.simulator.simulation import Simulation, only_from_this_machine, simulation

blueprint = Blueprint("simulated_voice", __name__, url_prefix="/simulator/africastalking")
blueprint.before_request(only_from_this_machine)

RINGING, JOINING, TALKING, OVER = "ringing", "joining", "talking", "over"


@blueprint.post("/call")
def call() -> Response:
    """Take a call and ring its number, as `POST /call` of Africa's Talking does."""
    if not request.headers.get("apiKey"):
        return Response("The supplied authentication is invalid", 401, mimetype="text/plain")
    number, line = request.form.get("to", ""), request.form.get("from", "")
    if not re.fullmatch(r"\+254[17][0-9]{8}", number):
        return jsonify(entries=[{"phoneNumber": number, "status": "InvalidPhoneNumber", "sessionId": "None"}])
    identity = f"ATVId_{secrets.token_hex(16)}"
    with simulation().books.writing() as db:
        db.execute("insert or ignore into phone (number) values (?)", [number])
        db.execute(
            "insert into call (id, line, first, state, at) values (?, ?, ?, ?, ?)",
            [identity, line, number, RINGING, datetime.now(UTC).isoformat()],
        )
    entry = {"phoneNumber": number, "status": "Queued", "sessionId": identity}
    return jsonify(entries=[entry], errorMessage="None")


def at(sim: Simulation, number: str) -> dict[str, Any] | None:
    """The call that rings or goes on at this phone; `rings` and `shows` are what its screen tells."""
    rows = sim.books.rows(
        "select * from call where (first = ? or second = ?) and state <> ? order by at", number, number, OVER
    )
    for row in map(dict, rows):
        first = row["first"] == number
        if first or row["state"] in (JOINING, TALKING):
            rings = row["state"] == (RINGING if first else JOINING)
            return {**row, "rings": rings, "shows": row["line"] if first else row["shown"]}
    return None


def pick_up(sim: Simulation, number: str) -> None:
    """Answer: the first is told what the hook says; with the second they talk."""
    row = at(sim, number)
    if row is None or not row["rings"]:
        return
    if row["state"] == JOINING:
        _write(sim, row["id"], state=TALKING, since=time.time())
        return
    dial = _asked(sim, row, "1").find("Dial")
    if dial is None:
        _write(sim, row["id"], state=OVER)
        return
    second = dial.get("phoneNumbers", "")
    with sim.books.writing() as db:
        db.execute("insert or ignore into phone (number) values (?)", [second])
    _write(sim, row["id"], state=JOINING, second=second, shown=dial.get("callerId", ""))


def put_down(sim: Simulation, number: str) -> None:
    """End the call; the hook hears how long it took."""
    row = at(sim, number)
    if row is not None:
        _write(sim, row["id"], state=OVER)
        _asked(sim, row, "0")


def _asked(sim: Simulation, row: dict[str, Any], active: str) -> etree._Element:
    """What the product's hook answers; nothing, where it cannot be reached."""
    form = {
        "sessionId": row["id"],
        "isActive": active,
        "direction": "Outbound",
        "callerNumber": row["first"],
        "destinationNumber": row["line"],
    }
    if active == "0":
        form |= {"durationInSeconds": str(int(time.time() - row["since"]) if row["since"] else 0), "status": "Success"}
    with requests.Session() as session:
        session.trust_env = False
        try:
            said = sim.hooks.post(session, "voice", form).content
        except requests.RequestException:
            said = b"<Response/>"
    return etree.fromstring(said, etree.XMLParser(resolve_entities=False, no_network=True))


def _write(sim: Simulation, identity: str, **changes: object) -> None:
    with sim.books.writing() as db:
        names = ", ".join(f"{name} = ?" for name in changes)
        db.execute(f"update call set {names} where id = ?", [*changes.values(), identity])  # noqa: S608  our own words
