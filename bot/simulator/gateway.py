"""The USSD gateway of the simulated network: a session is kept here, each turn is a call to the product's hook."""

import secrets
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

import requests

from bot.simulator.books import Callback
from bot.simulator.simulation import NETWORK_CODE, Simulation

LONGEST = timedelta(seconds=180)  # a session in Kenya
NO_SERVICE = "Connection problem or invalid MMI code."


@dataclass(frozen=True, slots=True)
class Session:
    """One call of a code. `input` is everything typed so far joined by `*`; `note` is for the developer."""

    id: str
    number: str
    code: str
    input: str
    screen: str
    note: str
    state: str  # open, Success, Incomplete or Failed: the gateway's words for the end
    started: datetime
    hops: int = 0

    @property
    def open(self) -> bool:
        return self.state == "open"


def latest(sim: Simulation, number: str) -> Session | None:
    """What is on this phone's screen."""
    rows = sim.books.rows("select * from session where number = ? order by started desc limit 1", number)
    return Session(**{**rows[0], "started": datetime.fromisoformat(rows[0]["started"])}) if rows else None


def dial(sim: Simulation, number: str, code: str, now: datetime) -> Session:
    """Call a code. `*384*1*2#` gives the answers 1 and 2 at once when the product's code is `*384#`."""
    hang_up(sim, number, now)
    session = Session(f"ATUid_{secrets.token_hex(16)}", number, sim.ussd_code, "", "", "", "open", now)
    ours = sim.ussd_code.removesuffix("#")
    if code == sim.ussd_code:
        return _turn(sim, session, "", now)
    if code.startswith(ours + "*") and code.endswith("#"):
        return _turn(sim, session, code[len(ours) + 1 : -1], now)
    closed = replace(session, code=code, screen=NO_SERVICE, note=f"Only {sim.ussd_code} is in service", state="Failed")
    return _keep(sim, closed, "", now, told=False)


def answer(sim: Simulation, number: str, typed: str, now: datetime) -> Session | None:
    """Answer the screen. None when no session is open."""
    session = latest(sim, number)
    if session is None or not session.open:
        return None
    if now - session.started > LONGEST:
        timed_out = replace(
            session, screen=NO_SERVICE, note="The network ends a session after 180 s", state="Incomplete"
        )
        return _keep(sim, timed_out, "", now)
    return _turn(sim, session, f"{session.input}*{typed}" if session.hops > 1 or session.input else typed, now)


def hang_up(sim: Simulation, number: str, now: datetime) -> None:
    """Close what is open on this phone, as a drop of the network would."""
    session = latest(sim, number)
    if session and session.open:
        _keep(sim, replace(session, screen="", state="Incomplete"), "", now)


def _turn(sim: Simulation, session: Session, text: str, now: datetime) -> Session:
    form = {
        "sessionId": session.id,
        "phoneNumber": session.number,
        "networkCode": NETWORK_CODE,
        "serviceCode": session.code,
        "text": text,
    }
    began = time.monotonic()
    reply, fault = _call(sim, form)
    note = fault or f"{len(reply) - 4} of 160 characters, {(time.monotonic() - began) * 1000:.0f} ms"
    state = "Failed" if fault else {"CON ": "open", "END ": "Success"}[reply[:4]]
    screen = NO_SERVICE if fault else reply[4:]
    turned = replace(session, input=text, screen=screen, note=note, state=state, hops=session.hops + 1)
    return _keep(sim, turned, reply, now)


def _call(sim: Simulation, form: dict[str, str]) -> tuple[str, str]:
    """The hook's answer, and what a gateway would not accept about it."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            answered = sim.hooks.post(session, "ussd", form)
        except requests.RequestException as error:
            return "", f"The hook cannot be reached: {type(error).__name__}"
    answered.encoding = "utf-8"
    if answered.status_code != 200:
        return "", f"The hook answered HTTP {answered.status_code}"
    if answered.text[:4] not in ("CON ", "END "):
        return answered.text, "The answer begins with neither CON nor END"
    if not answered.text.isascii():
        return answered.text, "The answer is not plain ASCII"
    if len(answered.text) > 164:
        return answered.text, f"The screen has {len(answered.text) - 4} characters; Safaricom shows 160"
    return answered.text, ""


def _keep(sim: Simulation, session: Session, reply: str, now: datetime, *, told: bool = True) -> Session:
    """Write the turn down and, at the end of a session, owe the product the news."""
    at = now.isoformat()
    with sim.books.writing() as db:
        db.execute(
            "insert or replace into session"
            " values (:id, :number, :code, :input, :screen, :note, :state, :started, :hops)",
            asdict(session) | {"started": session.started.isoformat()},
        )
        values = [session.id, session.input, reply, at]
        db.execute("insert into turn (session, input, answer, at) values (?, ?, ?, ?)", values)
        if told and not session.open:
            sim.books.owe(db, [_event(session, reply, now)])
    return session


def _event(session: Session, reply: str, now: datetime) -> Callback:
    form = {
        "date": now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "sessionId": session.id,
        "serviceCode": session.code,
        "networkCode": NETWORK_CODE,
        "phoneNumber": session.number,
        "status": session.state,
        "cost": "0",
        "durationInMillis": str(int((now - session.started).total_seconds() * 1000)),
        "hopsCount": str(session.hops),
        "input": session.input,
        "lastAppResponse": reply,
    }
    if session.state == "Failed":
        form["errorMessage"] = session.note
    return Callback("ussd-events", form, now.timestamp())
