"""A script as its station sees it: what may be taken, what was, when it was on air. For producers, and for links."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template

from bot.console.airing_form import AiringForm
from bot.console.script_files import pace_of
from bot.console.words import N_, _
from bot.services import services, session
from domain import airings, script_links, script_offers, station_questions
from domain.airings import Airing
from domain.hours import local
from domain.replies import Reply
from domain.script_links import ScriptDownload, Taker
from domain.script_offers import BULLETIN_GONE, PIECE_GONE, TEXT_GONE, Offer
from domain.scripts import Script
from domain.stations import SLOTS, Station
from domain.vault import Purpose
from messages.radio_cuts import fit
from messages.radio_timing import clock, lacks, running_time

PAST = timedelta(weeks=8)  # so long is remembered what was on air and answered

# As the domain says them.
WHY = {
    BULLETIN_GONE: N_("A bulletin in it was taken back or changed."),
    TEXT_GONE: N_("A text of the library in it may not be used any more."),
    PIECE_GONE: N_("A piece for the radio in it was withdrawn or changed."),
}


@dataclass(frozen=True, slots=True)
class Production:
    """`stations` are those it is taken for; `taken` is the last file this producer or link took."""

    offer: Offer
    stations: Sequence[Station]
    taken: ScriptDownload | None

    @property
    def script(self) -> Script:
        return self.offer.script

    @property
    def newer(self) -> bool:
        """Whether a version was approved since they took one, or the one they took was a draft then."""
        version = self.offer.version
        if version is None or version.approved_at is None or self.taken is None:
            return False
        return self.taken.version != version.number or self.taken.at < version.approved_at

    @property
    def waits(self) -> bool:
        """Whether there is an approved version and they took none."""
        return self.offer.version is not None and not self.offer.draft and self.taken is None

    @property
    def took_withdrawn(self) -> bool:
        """Whether what they took last must not be read."""
        gone = self.offer.withdrawn
        return gone is not None and self.taken is not None and self.taken.version <= gone.number

    @property
    def running(self) -> str:
        return clock(running_time(self.offer.version.segments)) if self.offer.version else ""

    def lacks(self, station: Station, minutes: int) -> str:
        """What its cut lacks of so many minutes at this station, as `12:18`; "" where it fills them."""
        version = self.offer.version
        return lacks(fit(version.segments, minutes, pace_of(station)).seconds, minutes) if version else ""

    @property
    def because(self) -> str:
        """Why it was withdrawn: what the service says is in the language of the page, an officer's words stand."""
        return _(WHY[self.offer.because]) if self.offer.because in WHY else self.offer.because

    def station(self, typed: str) -> Station | None:
        """The one of them that is named by its number."""
        return next((station for station in self.stations if f"{station.id}" == typed), None)


def productions(found: Iterable[tuple[Script, Sequence[Station]]], taker: Taker) -> list[Production]:
    """What these scripts offer to these stations, for those that offer anything."""
    pairs, now = [pair for pair in found if pair[1]], services().now()
    taken = script_links.last_taken(session(), taker, [script.id for script, _stations in pairs])
    offers = [(script_offers.offer(session(), script, now), stations) for script, stations in pairs]
    return [Production(each, stations, taken.get(each.script.id)) for each, stations in offers if each]


def one(
    template: str,
    production: Production,
    taker: Taker,
    *,
    form: AiringForm | None = None,
    questions: str = "",
    refusal: str = "",
    addresses: Mapping[str, str],
    link: str = "",
    **more: object,
) -> str:
    """The page of one script. `form` and `questions` are what was typed; `addresses` is where they are sent, `link` the
    token of the link that opened it."""
    script, stations = production.script, production.stations
    approved = [version.number for version in script.versions if version.approved_at is not None]
    noted, now = _noted(production), services().now()
    return render_template(
        template,
        production=production,
        script=script,
        slots=SLOTS,
        approved=[(f"{number}", number) for number in approved],
        form=form or _blank(production, approved),
        to_come=script.week > local(services().now()).date() and bool(approved),
        questions=questions,
        refusal=refusal,
        airings=noted,
        correctable={airing.id for airing in noted if airing.may_be_corrected_by(taker, now)},
        names={station.id: station.name for station in stations},
        addresses=addresses,
        link=link,
        limits={"questions": station_questions, "airings": airings},
        answered=answered(stations, lambda reply: (reply.county, reply.language) == (script.county, script.language)),
        opened=opened,
        **more,
    )


def correcting(production: Production, taker: Taker, asked: str) -> AiringForm | None:
    """The form of the note this one asks to correct; None where there is none of theirs."""
    now = services().now()
    mine = (
        airing for airing in _noted(production) if f"{airing.id}" == asked and airing.may_be_corrected_by(taker, now)
    )
    return next(map(AiringForm.of_airing, mine), None)


def answered(of: Iterable[Station], shown: Callable[[Reply], bool]) -> list[Reply]:
    """What officers answered to these stations' questions lately, as far as it is to be `shown`."""
    found = station_questions.answered(session(), [station.id for station in of], services().now() - PAST)
    return [reply for reply in found if shown(reply)]


def opened(sealed: bytes | None) -> str:
    """A question or its answer in words."""
    if sealed is None:
        return _("These words were deleted when their time was over.")
    return services().vault.open(sealed, Purpose.REPLY)


def _noted(production: Production) -> list[Airing]:
    return airings.of_script(session(), [production.script.id], [station.id for station in production.stations])


def _blank(production: Production, approved: Sequence[int]) -> AiringForm | None:
    if not approved or production.script.week > local(services().now()).date():
        return None
    taken = production.taken.version if production.taken else 0
    version = taken if taken in approved else approved[-1]
    return AiringForm.blank(production.script, production.stations[0], version, services().now())
