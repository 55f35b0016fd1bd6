"""How messages leave: the providers, what may be spent, and what got stuck. No number and no text is shown here."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, held_counties, held_county, may_open, today
from bot.console.bulletin_results import PROVIDERS
from bot.console.words import N_, _, refused
from bot.hooks import AFRICAS_TALKING, TWILIO
from bot.services import services, session
from domain import answer_quotas, audit, budgets, holds, lost_keys, providers, receipts, wall_clock
from domain.batches import HELD_BY_BUDGET, Batch
from domain.officers import Role
from domain.providers import ProviderState, State
from domain.refusals import Refusal
from domain.wall_clock import Doubt
from messages import parked, waking
from messages.jobs import Job

blueprint = Blueprint("sending", __name__, url_prefix="/console/sending")

READERS = (Role.ADMIN, Role.OFFICER, Role.APPROVER)
STILL_NOW = timedelta(minutes=3)  # from the time that was shown to its confirmation
STATES = {
    State.WORKING: (N_("Working"), "good"),
    State.RESTING: (N_("Resting"), "warning"),
    State.PAUSED: (N_("Paused"), "bad"),
}
MEANS = {
    State.WORKING: N_("Messages leave through it."),
    State.RESTING: N_("It failed too often. A test brings it back by itself."),
    State.PAUSED: N_("It turns our account away. Mend that with the provider, then use it again."),
}
NO_MONEY = N_("There is no money left on its account. It is used again by itself when somebody has paid.")
BECAME = {State.WORKING: N_("works again"), State.RESTING: N_("rests"), State.PAUSED: N_("paused")}
JOBS = {
    Job.SEND_BATCH: N_("Sending to a list of people"),
    Job.SEND_TEXT: N_("Sending a text to one person"),
    Job.FAN_OUT: N_("Drawing up the lists"),
    Job.FOLD_RECEIPTS: N_("Reading delivery reports"),
    Job.FOLD_WAITING: N_("Reading delivery reports that waited"),
    Job.COUNT_RESULTS: N_("Counting what came of a bulletin"),
}
ASIDE = {
    Job.SEND_BATCH: N_("Those of its list who still wait are counted as not sent, and nobody sends to them again."),
    Job.SEND_TEXT: N_("The text is counted as not sent."),
    Job.JOIN_IMPORT: N_("Nobody else joins by its list."),
}
FRESH = timedelta(hours=1)  # older, and a balance says little
AMOUNT = re.compile(r"-?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,12})(\.[0-9]{1,2})?")


@blueprint.get("/")
@allow(*READERS)
def index() -> ResponseReturnValue:
    """Show how messages leave now."""
    return _page()


@blueprint.post("/providers/<name>/resume")
@allow(Role.ADMIN)
def resume(name: str) -> ResponseReturnValue:
    """Use a paused provider again."""
    providers.resume(session(), name, current_officer(), services().now())
    _record("used again", f"provider {name}")
    return _done(_("It is used again from now on."))


@blueprint.post("/time")
@allow(Role.ADMIN)
def believe_time() -> ResponseReturnValue:
    """Go on with the time of the server, on this officer's word: they looked at the one that was shown."""
    now = services().now()
    if wall_clock.doubt(session(), now) is Doubt.APART:
        return _done(_("This machine and the database differ by over a minute: set their clocks first."), "bad")
    if not _near(request.form.get("shown", ""), now):
        return _done(_("That page is some minutes old: look at the time again."), "bad")
    wall_clock.believe(session(), now)
    _record("confirmed the time of the server", "service", time=f"{now:%Y-%m-%d %H:%M} UTC")
    return _done(_("The time is confirmed: what waits goes on within seconds."))


def _near(shown: str, now: datetime) -> bool:
    """Whether what a page showed is still about the time."""
    try:
        return abs(now - datetime.fromisoformat(shown)) < STILL_NOW
    except (TypeError, ValueError):  # without its zone, or no moment at all
        return False


@blueprint.post("/parked/<int:job>/retry")
@allow(Role.ADMIN)
def retry(job: int) -> ResponseReturnValue:
    """Try a parked job once more."""
    parked.try_again(session(), job)
    _record("tried again", f"job {job}")
    return _done(_("It is tried again now. If it fails once more, it comes back here."))


@blueprint.post("/parked/<int:job>/aside")
@allow(Role.ADMIN)
def put_aside(job: int) -> ResponseReturnValue:
    """Let a parked job go."""
    parked.put_aside(session(), job, services().now())
    _record("put aside", f"job {job}")
    return _done(_("It is put aside."))


@blueprint.post("/budgets/<county>")
@allow(Role.ADMIN)
def budget(county: str) -> ResponseReturnValue:
    """Set what the bulletins of a county may cost in a day; what waited for money asks again."""
    if county not in {area.slug for area in held_counties(Role.ADMIN)}:
        abort(404)
    typed = request.form.get("kes", "")
    try:
        kes = _amount(typed)
        budgets.set_budget(session(), county, kes, current_officer(), services().now())
    except Refusal as refusal:
        session().rollback()
        return _page(refusals={county: refused(refusal)}, typed={county: typed}), 422
    _record("set the budget", f"budget {county}", kes=None if kes is None else str(kes))
    waking.batches(session(), Batch.reason == HELD_BY_BUDGET, Batch.county == county)
    return _done(_("There is no limit any more.") if kes is None else _("The budget is kept."))


@blueprint.post("/quotas/<county>")
@allow(Role.ADMIN)
def quota(county: str) -> ResponseReturnValue:
    """Set how many parts of answers to people a county may send in a day."""
    held_county(county, Role.ADMIN)
    typed = request.form.get("a_day", "").strip()
    try:
        a_day = _whole(typed) if typed else None
        answer_quotas.set_quota(session(), county, a_day)
    except Refusal as refusal:
        session().rollback()
        return _page(quota_refusals={county: refused(refusal)}, quota_typed={county: typed}), 422
    _record("set the quota of answers", f"quota {county}", a_day=typed or None)
    return _done(_("The quota is kept."))


def troubles() -> list[str]:
    """What got stuck or is in doubt, each in a sentence; for the first page, which shows the providers itself."""
    now, found = services().now(), []
    stuck, (people, texts) = parked.count(session()), holds.unknowns(session(), now)
    if stuck:
        found.append(_("Jobs that failed to their last attempt: %(count)s", count=stuck))
    if without := lost_keys.unreadable(session(), services().vault)[0]:
        found.append(_("People whose numbers the keys of the server do not open: %(count)s", count=without))
    if services().spool.is_short():
        found.append(_("The disk on which callbacks wait is nearly full."))
    if people + texts:
        found.append(_("Messages of which nobody can say whether they left: %(count)s", count=people + texts))
    return found


def known_providers() -> list[tuple[str, ProviderState | None]]:
    """Those that are set up, in the order they are used, then any others seen before; None was never asked."""
    rows = providers.states(session())
    ours = [AFRICAS_TALKING, *([TWILIO] if services().settings.twilio_account_sid else [])]
    return [(name, rows.get(name)) for name in [*ours, *sorted(rows.keys() - set(ours))]]


def _page(**more: object) -> str:
    now = services().now()
    people, texts = holds.unknowns(session(), now)
    reports = receipts.counts(session(), now)
    return render_template(
        "sending/index.html",
        **{
            "providers": known_providers(),
            "provider_names": PROVIDERS,
            "states": STATES,
            "means": MEANS,
            "no_money": NO_MONEY,
            "became": BECAME,
            "old": now - FRESH,
            "shifts": providers.newest_shifts(session()),
            "unknown_people": people,
            "unknown_texts": texts,
            "waiting": reports.waiting,
            "strange": reports.strange,
            "spooled": services().spool.waiting(),
            "room": f"{services().spool.free() / 1e9:,.1f} GB",
            "doubt": wall_clock.doubt_shown(session(), now),
            "now": now,
            "unreadable": services().spool.put_aside(),
            "parked": parked.parked(session()),
            "parked_count": parked.count(session()),
            "jobs": JOBS,
            "aside": ASIDE,
            "counties": held_counties(*READERS),
            "may_limit": {area.slug for area in held_counties(Role.ADMIN)},
            "budgets": budgets.budgets(session()),
            "spent": budgets.spent(session(), today()),
            "may_act": Role.ADMIN in current_officer().roles(today()),
            "may_read": may_open("bulletins.show"),
            "quotas": answer_quotas.quotas(session()),
            "usual_quota": answer_quotas.USUAL,
            "answers_sent": answer_quotas.sent(session(), today()),
            "quota_refusals": {},
            "quota_typed": {},
            "refusals": {},
            "typed": {},
        }
        | more,
    )


def _amount(typed: str) -> Decimal | None:
    """KES as an officer types them; None for an empty field. Raises `Refusal`."""
    typed = typed.strip().removeprefix("KES").strip()
    if not typed:
        return None
    if not AMOUNT.fullmatch(typed):
        raise Refusal("Write the budget in shillings, in digits: 4000 or 4,000.50.")
    return Decimal(typed.replace(",", ""))


def _whole(typed: str) -> int:
    """A number of parts as an officer types it. Raises `Refusal`."""
    digits = typed.replace(",", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 8):
        raise Refusal("Write the quota in digits: 200.")
    return int(digits)


def _record(what: str, about: str, **detail: str | None) -> None:
    audit.record(session(), current_officer().id, what, about, now=services().now(), **detail)


def _done(sentence: str, tone: str = "good") -> ResponseReturnValue:
    flash(sentence, tone)
    return redirect(url_for("sending.index"), 303)
