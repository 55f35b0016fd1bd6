"""One turn of a USSD session on the database: where it stood, what was typed since, and what that decided.

It keeps itself in the inbox, with the dialogue and in the same statement. A round trip is what a turn is made of.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import words
from bot.actions import Action, Resume, TakeBack
from bot.answers import say_in_one
from bot.callers import know
from bot.dialogue import walk
from bot.performing import perform
from bot.resuming import RESUME_STEP, can_be_resumed, draft_of, offered, stamped
from bot.services import Services
from bot.talk import JUST_FILED, State
from domain import dialogues
from domain.dialogues import Asked, Dialogue, Former, Overtaken
from domain.drafts import Draft
from domain.intake import Report
from domain.languages import Language
from domain.moments import hour
from domain.phones import Phone
from domain.sealed_columns import CALLBACK_ANSWER, DIALOGUE_STATE
from domain.subscribers import Channel
from domain.texts import Reason
from domain.vault import Purpose, Vault
from messages import outbox

NEUTRAL = (words.THANK_YOU, words.RECEIVED)
MOST_TRIES = 3  # of one turn: a repeat of the same needs two, and a telephone sends no two turns at once


class LostSession(Exception):
    """This request does not continue the session as we know it. The message never repeats what was typed."""


def take(services: Services, session: Session, asked: Asked, phone: Phone, text: str) -> str | None:
    """Take a turn and keep it; the answer, for a repeat that of the first. What it decided the edge commits.

    No turn waits for another: who is `Overtaken` looks again. Raises `LostSession`.
    """
    for _ in range(MOST_TRIES - 1):
        try:
            return _take(services, session, asked, phone, text)
        except Overtaken:
            session.rollback()
    return _take(services, session, asked, phone, text)


def _take(services: Services, session: Session, asked: Asked, phone: Phone, text: str) -> str | None:
    vault, now = services.vault, services.now()
    dialogue, known, answered, sealed = dialogues.opened(session, vault, asked, phone, now)
    if answered:
        return vault.open(sealed, *_answer_of(asked)) if sealed else None
    if dialogue.phone_lookup != vault.lookup(phone, Purpose.DIALOGUE):
        raise LostSession("The session belongs to another number, or is over.")
    before, typed = dialogue.seen_sealed, _typed(dialogue, vault, text)
    state = State.from_json(dialogue.state(vault))
    caller = know(session, known, now)
    former = dialogues.former(session, vault, phone, now) if state.step in ("", RESUME_STEP) else None
    if former:
        dropped = _dropped(former, vault)
        caller = replace(caller, dropped=dropped if offered(dropped, now) else None)
    first = dialogue.state_sealed is None
    turn, actions = walk(caller, state, typed, services.places, services.catalog)
    answer = f"{'END' if turn.screen.ends else 'CON'} {turn.screen.text}"
    sealed = vault.seal(answer, *_answer_of(asked))
    # Most turns decide nothing: one statement reads and one writes, each committed by itself.
    sighting = _perform(services, session, actions, phone, former, now) if actions else None
    if turn.screen.ends:
        dialogue.end(now)
    else:
        _keep(dialogue, vault, replace(turn.state, sighting=sighting or turn.state.sighting), phone, text, now)
    conversation = vault.lookup(phone, Purpose.CONVERSATION) if first else None
    dialogues.write(session, dialogue, asked, before=before, answer=sealed, now=now, conversation=conversation)
    return answer


def _answer_of(asked: Asked) -> tuple[Purpose, bytes]:
    return CALLBACK_ANSWER.at(asked.provider, "ussd", asked.external_id)


def _perform(
    services: Services, session: Session, actions: list[Action], phone: Phone, former: Former | None, now: datetime
) -> int | None:
    """Do all that was decided; the sighting to which what was told was added last. A deep dial may file and add."""
    session.connection()  # what is decided and the turn that decided it are kept together
    sighting = None
    mine = services.vault.lookup(phone, Purpose.CONVERSATION)
    for action in actions:
        if services.confidences.are_enough(action, mine, now):
            continue
        if isinstance(action, Resume) and former:
            dialogues.settle(session, former, taken_up=action.taken_up, now=now)
        if isinstance(action, Report) and action.continues == JUST_FILED:
            action = replace(action, continues=sighting)
        if isinstance(action, TakeBack) and action.sighting == JUST_FILED and sighting is not None:
            action = replace(action, sighting=sighting)
        filed = perform(session, services.vault, services.places, action, phone, channel=Channel.USSD, now=now)
        sighting = filed.sighting.id if filed else sighting
        if isinstance(action, Report) and action.may_text:
            _acknowledge(services, session, phone, action.language)
    session.flush()
    return sighting


def _keep(dialogue: Dialogue, vault: Vault, state: State, phone: Phone, text: str, now: datetime) -> None:
    """Leave it where it stands now. Of one whose report is filed only the hour: the minute is the report's."""
    draft = draft_of(state, phone)
    dialogue.keep(
        vault,
        state=stamped(state, now).to_json(),
        seen=text,
        resumable=can_be_resumed(state),
        draft_sealed=draft.seal(vault, dialogue.session_id) if draft else None,
        now=hour(now) if state.sighting and not draft else now,
    )


def _dropped(former: Former, vault: Vault) -> State:
    """Where the earlier call was cut off; with the sighting, if what it told was filed meanwhile."""
    state = State.from_json(DIALOGUE_STATE.open(vault, former))
    if former.draft_sealed is None:
        return state
    begun = Draft.open(former.draft_sealed, vault, former.session_id).report.continues
    return replace(state, sighting=begun or state.sighting)


def _acknowledge(services: Services, session: Session, phone: Phone, language: Language) -> None:
    """A text about a report, to who allowed it: neutral words, for others may read it."""
    text = say_in_one(services.catalog, language, *NEUTRAL)
    outbox.queue(session, services.vault, phone, text, reason=Reason.REPLY, now=services.now())


def _typed(dialogue: Dialogue, vault: Vault, text: str) -> str | None:
    """What follows the text we saw last: a `*` in it may have been typed, so it is never split off blindly."""
    if dialogue.state_sealed is None:
        return text or None
    seen = dialogue.seen(vault)
    if not seen:
        return text
    if not text.startswith(f"{seen}*"):
        raise LostSession("The session does not go on from where we left it.")
    return text[len(seen) + 1 :]
