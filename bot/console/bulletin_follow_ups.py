"""What comes after a warning: beginning an update, taking it back, saying it is over, and how its chain is shown."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer
from bot.console.bulletin_page import page
from bot.console.bulletin_rights import found, record
from bot.console.bulletin_words import PHASES, TRENDS, names
from bot.console.bulletin_writing import WROTE
from bot.console.words import N_, _, refused
from bot.services import services, session
from domain import follow_ups
from domain.bulletins import Bulletin, Follow, Kind
from domain.languages import FLOOR, Language
from domain.officers import Role
from domain.phases import Phase, Trend
from domain.refusals import Refusal

# What its title begins with, for officers; what is done to the other; what the history of the other says.
TITLES = {
    Follow.UPDATE: N_("Update: %(title)s"),
    Follow.CANCEL: N_("Taken back: %(title)s"),
    Follow.ALL_CLEAR: N_("Over: %(title)s"),
}
FOLLOWS = {
    Follow.UPDATE: N_("It updates bulletin %(number)s:"),
    Follow.CANCEL: N_("It takes back bulletin %(number)s:"),
    Follow.ALL_CLEAR: N_("It says that bulletin %(number)s is over:"),
}
FOLLOWED = {
    Follow.UPDATE: N_("Bulletin %(number)s updates it:"),
    Follow.CANCEL: N_("Bulletin %(number)s takes it back:"),
    Follow.ALL_CLEAR: N_("Bulletin %(number)s says that it is over:"),
}
BEGAN = {
    Follow.UPDATE: N_("began an update of it"),
    Follow.CANCEL: N_("began to take it back"),
    Follow.ALL_CLEAR: N_("began to say that it is over"),
}


@dataclass(frozen=True, slots=True)
class Thread:
    """The chain a bulletin is part of, as its page shows it.

    `offers`: what this officer may let follow it, with the languages whose words are signed. `stops`: what its approval
    stops.
    """

    links: list[tuple[str, Bulletin]]
    offers: dict[Follow, list[Language]]
    stops: list[Bulletin]
    phases: list[tuple[str, str]]
    trends: list[tuple[str, str]]


def thread(bulletin: Bulletin) -> Thread:
    """What it follows, what follows it, and what its page offers this officer."""
    rest = follow_ups.others(session(), bulletin)
    first = next((other for other in rest if other.id == bulletin.follows_id), None)
    links = [(_(FOLLOWS[bulletin.follow], number=first.id), first)] if bulletin.follow and first else []
    links += [
        (_(FOLLOWED[other.follow], number=other.id), other)
        for other in rest
        if other.follow and other.follows_id == bulletin.id
    ]
    return Thread(
        links,
        {follow: _signed(bulletin, follow) for follow in Follow if _offered(bulletin, rest, follow)},
        follow_ups.stopped_by(bulletin, rest),
        names(PHASES),
        names(TRENDS),
    )


def _offered(bulletin: Bulletin, rest: list[Bulletin], follow: Follow) -> bool:
    try:
        bulletin.check_writer(current_officer(), services().now())
        follow_ups.check_may_follow(bulletin, rest, follow)
    except Refusal:
        return False
    return True


def _signed(bulletin: Bulletin, follow: Follow) -> list[Language]:
    return [words.language for words in follow_ups.prepared(bulletin, follow) if words.signed]


@allow(Role.OFFICER)
def follow(bulletin_id: int) -> ResponseReturnValue:
    """Begin what follows it: a draft, in the words that were prepared with it."""
    first = found(bulletin_id)
    try:
        bulletin = _start(first)
    except Refusal as refusal:
        session().rollback()
        return page(found(bulletin_id), refused(refusal), request.form), 422
    record(bulletin, WROTE, follows=first.id)
    record(first, BEGAN[bulletin.follow or Follow.UPDATE], by=bulletin.id)
    text = bulletin.text(FLOOR)
    if text is not None and text.signed:
        flash(_("A draft in the words prepared and signed with the first one. Read it, then submit it."), "good")
        return redirect(url_for("bulletins.show", bulletin_id=bulletin.id), 303)
    flash(_("A draft. Write its words: it goes to everybody who has the first one."), "good")
    return redirect(url_for("bulletins.edit", bulletin_id=bulletin.id), 303)


def _start(first: Bulletin) -> Bulletin:
    asked = request.form.get("follow", "")
    if asked not in set(Follow):
        raise Refusal("Choose what is to follow it.")
    what = Follow(asked)
    return follow_ups.start(
        session(),
        first,
        what,
        current_officer(),
        services().now(),
        title=_(TITLES[what], title=first.title),
        declared=_declared() if what is Follow.ALL_CLEAR and first.kind is Kind.DROUGHT else None,
    )


def _declared() -> tuple[Phase | None, Trend | None]:
    phase, trend = request.form.get("phase", ""), request.form.get("trend", "")
    return (Phase(phase) if phase in set(Phase) else None, Trend(trend) if trend in set(Trend) else None)
