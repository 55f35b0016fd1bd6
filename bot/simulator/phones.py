"""The simulator's pages: the phones, each as a simple handset, and the switches of the network."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.simulator import calls, gateway
from bot.simulator.behaviour import NUMBERS, Behaviour, Failure, hit
from bot.simulator.books import Callback
from bot.simulator.simulation import NETWORK_CODE, only_from_this_machine, simulation
from domain.hours import local
from domain.phones import NotAKenyanNumber, Phone

blueprint = Blueprint(
    "simulator", __name__, url_prefix="/simulator", template_folder="templates", static_folder="static"
)
blueprint.before_request(only_from_this_machine)

PHONES = """
select phone.id, phone.number,
    (select body from message where number = phone.number and arrived order by id desc limit 1) as newest
from phone where kept order by phone.id"""
LATELY = """
select sender, body, people, arrived, at, phone.id as phone from phone join (
    select sender, body, count(distinct number) as people, count(distinct iif(arrived, number, null)) as arrived,
        max(at) as at, max(id) as newest, min(number) as number
    from message where id > (select max(id) - 50000 from message)
    group by sender, body order by newest desc limit 12) using (number)
order by newest desc"""


@blueprint.app_template_filter("clock")
def clock(moment: str) -> str:
    """A moment of the books as a clock in Nairobi shows it."""
    return local(datetime.fromisoformat(moment)).strftime("%d/%m %H:%M:%S")


@blueprint.get("/")
def phones() -> str:
    """Show the phones at hand, what was sent lately, and the switches."""
    books = simulation().books
    return render_template(
        "simulator/phones.html",
        phones=books.rows(PHONES),
        lately=books.rows(LATELY),
        owed=books.rows("select count(*) as left from owed")[0]["left"],
        known=books.rows("select count(*) as all_of_them from phone")[0]["all_of_them"],
        behaviour=replace(books.behaviour(), balance=int(books.left())),
        failures=Failure,
        numbers=NUMBERS,
    )


@blueprint.post("/")
def add() -> Response:
    """Take a phone in the hand, by its number."""
    try:
        number = Phone.parse(request.form.get("number", "")).e164
    except NotAKenyanNumber as refusal:
        flash(str(refusal))
        return redirect(url_for(".phones"))
    with simulation().books.writing() as db:
        db.execute("insert or ignore into phone (number) values (?)", [number])
        db.execute("update phone set kept = 1 where number = ?", [number])
    [row] = simulation().books.rows("select id from phone where number = ?", number)
    return redirect(url_for(".phone", phone_id=row["id"]))


@blueprint.post("/switches")
def switches() -> Response:
    """Tell the network how to behave."""
    simulation().books.behave(Behaviour.read(request.form))
    flash("The network behaves so from now on.")
    return redirect(url_for(".phones"))


@blueprint.get("/phones/<int:phone_id>")
def phone(phone_id: int) -> str:
    """Show one handset, its inbox, and what it has sent."""
    number, sim = _number(phone_id), simulation()
    inbox = "select * from message where number = ? and arrived order by id desc limit 50"
    return render_template(
        "simulator/phone.html",
        phone_id=phone_id,
        number=number,
        session=gateway.latest(sim, number),
        call=calls.at(sim, number),
        inbox=sim.books.rows(inbox, number),
        typed=sim.books.rows("select * from typed where number = ? order by id desc limit 20", number),
        blocked=sim.books.rows("select sender from blocked where number = ? order by sender", number),
        sim=sim,
    )


@blueprint.post("/phones/<int:phone_id>/dial")
def dial(phone_id: int) -> Response:
    """Call a USSD code."""
    code = request.form.get("code", "").strip() or simulation().ussd_code
    gateway.dial(simulation(), _number(phone_id), code, datetime.now(UTC))
    return _back(phone_id)


@blueprint.post("/phones/<int:phone_id>/answer")
def answer(phone_id: int) -> Response:
    """Answer the screen."""
    gateway.answer(simulation(), _number(phone_id), request.form.get("typed", ""), datetime.now(UTC))
    return _back(phone_id)


@blueprint.post("/phones/<int:phone_id>/hang-up")
def hang_up(phone_id: int) -> Response:
    """Press the red key."""
    gateway.hang_up(simulation(), _number(phone_id), datetime.now(UTC))
    return _back(phone_id)


@blueprint.post("/phones/<int:phone_id>/pick-up")
def pick_up(phone_id: int) -> Response:
    """Answer a call."""
    calls.pick_up(simulation(), _number(phone_id))
    return _back(phone_id)


@blueprint.post("/phones/<int:phone_id>/put-down")
def put_down(phone_id: int) -> Response:
    """End a call, or turn it away."""
    calls.put_down(simulation(), _number(phone_id))
    return _back(phone_id)


@blueprint.post("/phones/<int:phone_id>/text")
def text(phone_id: int) -> Response:
    """Send a text to the short code."""
    number, body, now = _number(phone_id), request.form.get("body", ""), datetime.now(UTC)
    form = {
        "date": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "from": number,
        "id": secrets.token_hex(16),
        "text": body,
        "to": simulation().short_code,
        "networkCode": NETWORK_CODE,
    }
    with simulation().books.writing() as db:
        db.execute("insert into typed (number, body, at) values (?, ?, ?)", [number, body, now.isoformat()])
        if not hit(number, "texts", simulation().books.behaviour().lost_texts):
            simulation().books.owe(db, [Callback("sms", form, now.timestamp())])
    return _back(phone_id)


@blueprint.post("/phones/<int:phone_id>/block")
def block(phone_id: int) -> Response:
    """Block a sender at the operator, or let it through again."""
    number, sender = _number(phone_id), request.form.get("sender", "")
    form = {"senderId": sender, "phoneNumber": number}
    with simulation().books.writing() as db:
        if request.form.get("again"):
            db.execute("delete from blocked where number = ? and sender = ?", [number, sender])
        else:
            db.execute("insert or ignore into blocked values (?, ?)", [number, sender])
            simulation().books.owe(db, [Callback("optout", form, datetime.now(UTC).timestamp())])
    return _back(phone_id)


def _number(phone_id: int) -> str:
    """The phone's number: addresses carry the row's id, for they end up in logs."""
    rows = simulation().books.rows("select number from phone where id = ?", phone_id)
    if not rows:
        abort(404)
    return str(rows[0]["number"])


def _back(phone_id: int) -> Response:
    return redirect(url_for(".phone", phone_id=phone_id))
