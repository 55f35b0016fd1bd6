"""Going on where a call was cut off. The phone may be in other hands by now, so the question says nothing but that.

Before a report is filed it is offered for a day; after that only for as long as whoever was cut off may dial again.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot import words
from bot.actions import Resume
from bot.reporting import CONSENT, LAST
from bot.screens import View
from bot.talk import Onward, State, Step, Talk
from domain.drafts import FILED_AFTER, Draft
from domain.intake import Report
from domain.languages import Language
from domain.phones import Phone
from domain.sightings import When
from domain.taxonomy import Kind

RESUME_STEP = "resume"
ROADS = {"join", "report"}  # those on which it costs most to begin anew


def can_be_resumed(state: State) -> bool:
    """Whether there is something to go on with: more than the choice of a road, and more than the last words."""
    if state.when and state.step in CONSENT:
        return False
    return state.road in ROADS and state.step != LAST and bool(state.kind or state.area or state.words)


def stamped(state: State, now: datetime) -> State:
    """The state as it is kept: of a report that was filed in this call, with the minute."""
    return replace(state, filed_at=int(now.timestamp() // 60)) if state.when else state


def offered(state: State, now: datetime) -> bool:
    """Whether a new call may go on with what another left in this state."""
    return not state.when or now.timestamp() // 60 - state.filed_at <= FILED_AFTER // timedelta(minutes=1)


def draft_of(state: State, phone: Phone) -> Draft | None:
    """The report so far, until it is filed: once it says what and in which ward, or a question that sounded like one.

    Such a question may be cut off before it was said whether it is one.
    """
    ward = state.area if state.area.count(".") == 2 else None
    begun = state.road == "report" or state.step == "report_or_tell"
    if not begun or state.when or not (state.words or (state.kind and ward)):
        return None
    told = (Kind(state.kind or Kind.OTHER), ward, When.UNKNOWN, state.words, Language(state.language))
    return Draft(phone, Report(*told, continues=state.sighting or None))


def resume(talk: Talk) -> Onward:
    """The question itself, in the language the call was cut off in."""
    dropped = talk.caller.dropped or State()
    return Onward(State(step=RESUME_STEP, language=dropped.language, floored=dropped.floored))


def _continue(talk: Talk) -> View:
    return talk.menu(talk.say(words.CONTINUE_OR_NEW), (("yes", words.YES), ("new", words.NEW)), back=False)


def _continued(talk: Talk, choice: str) -> Onward:
    if choice == "yes" and talk.caller.dropped:
        dropped = talk.caller.dropped
        return Onward(replace(dropped, resumed=bool(dropped.when)), Resume(taken_up=True))
    anew = State(step="language") if talk.caller.language is None else talk.home().state
    return Onward(anew, Resume(taken_up=False))


RESUMING: dict[str, Step] = {RESUME_STEP: Step(_continue, _continued)}
