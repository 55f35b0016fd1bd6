"""How far a bulletin has come, refreshed while it goes."""

from datetime import datetime, timedelta
from typing import Any

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from bot.console.access import allow
from bot.console.bulletin_next import leaves_at, next_step
from bot.console.bulletin_rights import READERS, found
from bot.console.bulletin_words import STATES
from bot.console.words import _
from bot.services import services, session
from domain import batches, holds
from domain.batches import Progress
from domain.bulletins import SECOND_TRY_AFTER, Bulletin
from domain.holds import Holds
from domain.life_cycle import ON_THEIR_WAY, State

# A page left open polls only when something is about to change: an officer may pay for data by the megabyte.
SOON = timedelta(minutes=10)
# Handsets that are on report within minutes; the rest may take two days, and a reload shows them.
REPORTS_COME = timedelta(minutes=15)


@allow(*READERS)
def progress(bulletin_id: int) -> ResponseReturnValue:
    """The part of the page that moves. `X-Live: done` ends the refreshing."""
    so = so_far(found(bulletin_id))
    response = make_response(render_template("bulletins/_progress.html", **so))
    if not so["live"]:
        response.headers["X-Live"] = "done"
    return response


def so_far(bulletin: Bulletin) -> dict[str, Any]:
    """What the moving part shows."""
    now = services().now()
    counters = batches.progress(session(), bulletin.id)
    held = holds.holds(session(), bulletin.id)
    word, tone = STATES[bulletin.state]
    stands = (
        bulletin.state is State.SENDING
        and not held.in_hand
        and bool(held.by_budget or held.no_provider or held.lost_key)
    )
    return {
        "bulletin": bulletin,
        "state_word": _(word),
        "state_tone": tone,
        "next_step": _("Nothing of it leaves now: it waits, as said below.") if stands else next_step(bulletin, now),
        "progress": counters,
        "by_language": batches.progress_by_language(session(), bulletin.id),
        "holds": held,
        "unknown_words": unknown_words(bulletin),
        "live": moves(bulletin, counters, held, now),
    }


def unknown_words(bulletin: Bulletin) -> str:
    """What happens to those of whom nobody can say whether they got it."""
    if not bulletin.kind.second_try:
        return _("Never sent twice: only a delivery report can tell.")
    if bulletin.state not in ON_THEIR_WAY:
        return _("A delivery report can still tell.")
    return _(
        "They are sent to once more %(minutes)s minutes after the call if no report has come, and never a third time.",
        minutes=SECOND_TRY_AFTER // timedelta(minutes=1),
    )


def moves(bulletin: Bulletin, counters: Progress, held: Holds, now: datetime) -> bool:
    """Whether looking again in two seconds may show something new."""
    if bulletin.state is State.APPROVED:
        return not bulletin.training and leaves_at(bulletin, now) - now < SOON
    if bulletin.finished_at is None:
        return bulletin.state is State.SENDING or (bulletin.state is State.PAUSED and held.in_hand > 0)
    return counters.silent > 0 and now - bulletin.finished_at < REPORTS_COME
