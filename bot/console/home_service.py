"""How the service is, for who can do something about it: the processes, the providers, the money, the accounts."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from flask import url_for

from bot import readiness
from bot.console import sending
from bot.console.access import current_officer, may_open, today
from bot.console.bulletin_results import PROVIDERS
from bot.console.kept_words import KINDS
from bot.console.task_groups import how_long
from bot.console.words import N_, _, count, day, kes, moment
from bot.health import Sign, signs
from bot.services import services, session
from domain import backups, coming_costs, ends, retention_periods, wall_clock, wrong_knocks
from domain.heartbeats import CLOCK, WORKER
from domain.officers import Role
from domain.providers import ProviderState, State
from domain.readiness import Need, missing
from domain.wrong_knocks import Door

ALIVE = {
    WORKER: N_("The worker runs: messages leave."),
    CLOCK: N_("The clock runs: what is due starts by itself."),
}
SILENT = {
    WORKER: N_("The worker is silent: no message leaves until it runs again. Tell the administrator."),
    CLOCK: N_("The clock is silent: nothing that is due starts until it runs again. Tell the administrator."),
}
# Who is told that all is well; the others only hear of what is silent, and partners of neither.
MINDS = {Role.OFFICER, Role.APPROVER, Role.PEACE, Role.LEAD, Role.ADMIN}
PREPARES = {Role.ADMIN, Role.LEAD}
REMEMBERED = timedelta(days=14)
JUST_NOW = timedelta(minutes=1)
A_DAY = timedelta(days=1)
OURS = "KES"  # what our prices are in: a balance in anything else is not compared


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with its tag; `address` is where more is said, "" where nothing is."""

    words: str
    tag: str
    tone: str
    address: str = ""


def service() -> list[Line]:
    """What this officer is to know of it."""
    held = current_officer().roles(today())
    found = signs(session(), services().now()) if held - {Role.PARTNER} else []
    processes = [_process(sign) for sign in found if held & MINDS or not sign.alive]
    return [
        *_time(held),
        *_restored(held),
        *processes,
        *_sending(),
        *_strangers(held),
        *_shorter(held),
        *_going_live(held),
    ]


def _time(held: set[Role]) -> list[Line]:
    """That the clock of the server is in doubt, to whoever minds that nothing leaves."""
    if not held & MINDS or wall_clock.doubt_shown(session(), services().now()) is None:
        return []
    words = _("The clock of the server is in doubt: nothing leaves and nothing is deleted until it is confirmed.")
    return [Line(words, _("Stopped"), "bad", url_for("sending.index") if may_open("sending.index") else "")]


def _restored(held: set[Role]) -> list[Line]:
    """That the service came out of a backup lately, to whoever acts on what waits since."""
    restore = backups.last_restore(session()) if held & MINDS else None
    if restore is None or services().now() - restore.restored_at > REMEMBERED:
        return []
    made = moment(restore.backup_of)
    if restore.replayed_at is None:
        words = _(
            "The service is being restored from the backup of %(made)s: nothing is sent until that is done.", made=made
        )
        return [Line(words, _("Wait"), "bad")]
    words = _("The service was restored from the backup of %(made)s. What came after it is lost.", made=made)
    waiting = ends.left_by_a_restore(session(), restore.restored_at)
    if not waiting or not may_open("bulletins.index"):
        return [Line(words, _("Restored"), "info")]
    wait = _("Bulletins that may have been sent since and wait for you: %(count)s", count=count(waiting))
    return [Line(words, _("Restored"), "info"), Line(wait, _("Look"), "warning", url_for("bulletins.index"))]


def _process(sign: Sign) -> Line:
    if sign.alive:
        return Line(_(ALIVE[sign.process]), _("Working"), "good")
    seen = _("Last seen %(moment)s.", moment=moment(sign.seen)) if sign.seen else _("It was never seen.")
    return Line(f"{_(SILENT[sign.process])} {seen}", _("Silent"), "bad")


def _sending() -> list[Line]:
    if not may_open("sending.index"):
        return []
    address, known = url_for("sending.index"), sending.known_providers()
    stuck = [Line(words, _("Look"), "warning", address) for words in sending.troubles()]
    return [*(_provider(name, row, address) for name, row in known), *_short_of_money(known, address), *stuck]


def _provider(name: str, row: ProviderState | None, address: str) -> Line:
    words, tone = sending.STATES[State.WORKING]
    name = PROVIDERS.get(name, name)
    if row is not None and row.state is not State.WORKING:
        return Line(_("A provider does not work: %(name)s", name=name), _("Look"), "warning", address)
    if row is None or row.balance is None or row.balance_at is None:
        return Line(_("%(provider)s: the balance is not known", provider=name), _(words), tone, address)
    asked = services().now() - row.balance_at
    if asked > sending.FRESH:
        words, tone = N_("Old"), "warning"
    left = f"{row.currency} {row.balance:,.2f}"
    if asked < JUST_NOW:
        return Line(_("%(provider)s: %(left)s left, asked just now", provider=name, left=left), _(words), tone, address)
    said = _("%(provider)s: %(left)s left, asked %(time)s ago", provider=name, left=left, time=how_long(asked))
    return Line(said, _(words), tone, address)


def _short_of_money(known: list[tuple[str, ProviderState | None]], address: str) -> list[Line]:
    """A warning where the first provider that works has less than the coming week's bulletins cost."""
    first = next((row for _name, row in known if row is None or row.state is State.WORKING), None)
    if first is None or first.balance is None or first.currency != OURS:
        return []
    cost: Decimal = coming_costs.coming(session(), services().now())
    if first.balance >= cost:
        return []
    words = _("The balance does not carry the bulletins of the coming 7 days: %(cost)s.", cost=kes(cost))
    return [Line(words, _("Too little"), "bad", address)]


def _strangers(held: set[Role]) -> list[Line]:
    """For administrators: callbacks that came with a wrong token, for the provider may have an old address."""
    if Role.ADMIN not in held:
        return []
    wrong = wrong_knocks.since(session(), services().now() - A_DAY).get(Door.HOOK, 0)
    if not wrong:
        return []
    said = _("Callbacks with a wrong token or signature within a day: %(count)s.", count=count(wrong))
    advice = _("Look whether each provider has our newest address.")
    return [Line(f"{said} {advice}", _("Look"), "warning")]


def _shorter(held: set[Role]) -> list[Line]:
    """What will soon be kept for a shorter time, while that can be taken back."""
    coming = retention_periods.coming(session(), services().now()) if held & PREPARES else {}
    return [
        Line(
            _(
                "%(what)s: from %(day)s on kept for %(days)s days only. It can be taken back until then.",
                what=_(KINDS[kind].what),
                day=day(row.from_at),
                days=count(row.days),
            ),
            _("Look"),
            "warning",
            url_for("kept.index"),
        )
        for kind, row in coming.items()
        if row.from_at
    ]


def _going_live(held: set[Role]) -> list[Line]:
    """What is missing before going live, and for administrators the accounts that lack a second factor."""
    if not held & PREPARES:
        return []
    found = readiness.lines(session(), services().catalog)
    lacking = missing(found)
    lines = []
    if Role.ADMIN in held and (bare := next(line.lacking for line in found if line.need is Need.SECOND_FACTOR)):
        words = _("Accounts without the second factor they need: %(count)s", count=count(bare))
        lines.append(Line(words, _("Look"), "warning", url_for("officers.index")))
    if lacking:
        words = _("Before Mbiu goes live, missing or to look at again: %(count)s", count=count(lacking))
        lines.append(Line(words, _("Not ready"), "warning", url_for("go_live.index")))
    return lines
