"""The conversation by USSD, pure: what we know of this phone and its answers so far → one screen, perhaps one action.

`bot.menus` holds the questions and where their answers lead, `bot.words` the sentences, `bot.screens` fits a question
to the telephone, and `bot.performing` does what was decided.
"""

from dataclasses import dataclass, replace

from bot import words
from bot.actions import Action
from bot.confiding import confided
from bot.menus import STEPS, opening, stopped
from bot.place_steps import sought
from bot.restricted import is_restricted
from bot.resuming import RESUME_STEP
from bot.screens import BACK_KEY, MORE_KEY, Page, Screen, View, pages
from bot.stops import stop_in
from bot.subscription import CONSENT_STEP, ERASE_STEP
from bot.talk import Caller, Done, Onward, State, Talk
from domain.areas import Gazetteer, fold
from messages.catalog import Catalog

FEWEST_LETTERS, LONGEST_SOUGHT = 3, 40  # of a place that is looked for


@dataclass(frozen=True, slots=True)
class Turn:
    """What one entry led to. `mistaken`: the key was not on the screen, which is shown again."""

    screen: Screen
    state: State
    action: Action | None = None
    mistaken: bool = False


def answer(caller: Caller, state: State, entry: str, places: Gazetteer, catalog: Catalog) -> Turn:
    """The screen that answers one entry. A blank state begins the dialogue, whatever the entry; then STOP is first."""
    talk = Talk(caller, state, places, catalog)
    if not state.step:
        return _show(talk, opening(talk))
    key = entry.strip()
    if stop_in(key):
        return _show(talk, stopped(talk))
    view = STEPS[state.step].view(talk)
    shown = _pages(talk, view)
    # A warning may be shorter than the one that was being read a moment ago: its last page is shown instead.
    state = replace(state, page=min(state.page, len(shown) - 1))
    page = shown[state.page]
    if key == MORE_KEY and page.more:
        return _show(talk, Onward(replace(state, page=state.page + 1)))
    if key == BACK_KEY and view.optional:
        return _show(talk, STEPS[state.step].take(talk, ""))
    if key == BACK_KEY and view.back:
        return _show(talk, Onward(_back(state)))
    if view.ends and not page.more:
        return _show(talk, Onward(state))
    if view.free and key:
        return _show(talk, STEPS[state.step].take(talk, key))
    if key in page.keys:
        return _show(talk, STEPS[state.step].take(talk, page.keys[key]))
    if view.search and len(fold(key)) >= FEWEST_LETTERS:
        return _show(talk, confided(talk, key) if is_restricted(key) else sought(talk, key[:LONGEST_SOUGHT]))
    return Turn(Screen(page.text(_hint(talk, view)), ends=False), state, mistaken=True)


def walk(
    caller: Caller, state: State, typed: str | None, places: Gazetteer, catalog: Catalog
) -> tuple[Turn, list[Action]]:
    """The screen after all that was typed since the last one, and everything decided on the way. None: nothing yet.

    A deep dial brings several entries joined by `*`. Where a sentence is awaited the rest is that sentence, for a typed
    `*` is only a letter there. At a key that was not on its screen the walk stops: what follows was meant for another.
    It also stops wherever consent is asked for, and before all is deleted: only who has been shown a page of it can
    agree, so what was dialled ahead of it is dropped. So it is where a call that was cut off may be gone on with.
    """
    turn = answer(caller, state, "", places, catalog) if not state.step else Turn(Screen("", ends=False), state)
    actions = [turn.action] if turn.action else []
    if turn.state.step == RESUME_STEP and not state.step:
        typed = None
    while typed is not None and not turn.mistaken and not turn.screen.ends:
        view = STEPS[turn.state.step].view(Talk(caller, turn.state, places, catalog))
        entry, star, rest = (typed, "", "") if view.free else typed.partition("*")
        typed = rest if star else None
        turn = answer(caller, turn.state, entry, places, catalog)
        actions += [turn.action] if turn.action else []
        if turn.state.step in (CONSENT_STEP, ERASE_STEP):
            break
    return turn, actions


def _show(talk: Talk, onward: Onward | Done) -> Turn:
    if isinstance(onward, Done):
        return Turn(Screen(onward.text, ends=True), State(), onward.action)
    then = replace(talk, state=onward.state)
    view = STEPS[onward.state.step].view(then)
    page = _pages(then, view)[onward.state.page]
    ends = view.ends and not page.more
    return Turn(Screen(page.text(), ends), State() if ends else onward.state, onward.action)


def _pages(talk: Talk, view: View) -> list[Page]:
    return pages(view, more=talk.say(words.MORE), hint=_hint(talk, view))


def _hint(talk: Talk, view: View) -> str:
    """What stands above a screen shown again. Where words are typed, no key is wrong."""
    return "" if view.free else talk.say(words.WRONG_KEY)


def _back(state: State) -> State:
    """The page before, else the step before; back at the menu the answers are forgotten."""
    if state.page:
        return replace(state, page=state.page - 1)
    if state.trail[-1] == "menu":
        return State(step="menu", language=state.language, floored=state.floored)
    return replace(state, step=state.trail[-1], trail=state.trail[:-1])
