"""Going on where a call was cut off. The phone may be in other hands by now, so the question says nothing but that."""

from bot import words
from bot.actions import Resume
from bot.screens import View
from bot.talk import Onward, State, Step, Talk
from domain.drafts import Draft
from domain.intake import Report
from domain.languages import Language
from domain.phones import Phone
from domain.sightings import When
from domain.taxonomy import Kind

RESUME_STEP = "resume"
ROADS = {"join", "report"}  # those on which it costs most to begin anew


def can_be_resumed(state: State) -> bool:
    """Whether there is something to go on with: more than the choice of a road."""
    return state.road in ROADS and bool(state.kind or state.area)


def draft_of(state: State, phone: Phone) -> Draft | None:
    """The report so far, once it says what and in which ward, or a question that sounded like a report."""
    if state.step == "report_or_tell":  # a question that sounds like a report, cut off before it was said which it is
        return Draft(phone, Report(Kind.OTHER, None, When.UNKNOWN, state.words, Language(state.language)))
    if state.road != "report" or not state.kind or state.area.count(".") != 2:
        return None
    when = When(state.when) if state.when else When.UNKNOWN
    told = (Kind(state.kind), state.area, when, state.words, Language(state.language))
    return Draft(phone, Report(*told, continues=state.sighting or None))


def resume(talk: Talk) -> Onward:
    """The question itself, in the language the call was cut off in."""
    dropped = talk.caller.dropped or State()
    return Onward(State(step=RESUME_STEP, language=dropped.language, floored=dropped.floored))


def _continue(talk: Talk) -> View:
    return talk.menu(talk.say(words.CONTINUE_OR_NEW), (("yes", words.YES), ("new", words.NEW)), back=False)


def _continued(talk: Talk, choice: str) -> Onward:
    if choice == "yes" and talk.caller.dropped:
        return Onward(talk.caller.dropped, Resume(taken_up=True))
    anew = State(step="language") if talk.caller.language is None else talk.home().state
    return Onward(anew, Resume(taken_up=False))


RESUMING: dict[str, Step] = {RESUME_STEP: Step(_continue, _continued)}
