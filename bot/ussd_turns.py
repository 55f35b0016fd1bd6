"""One turn of a USSD session on the database: where it stood, what was typed since, and what that decided."""

from sqlalchemy.orm import Session

from bot.actions import perform
from bot.callers import know
from bot.dialogue import walk
from bot.screens import Screen
from bot.services import Services
from bot.talk import State
from domain import dialogues
from domain.dialogues import Dialogue
from domain.phones import Phone
from domain.subscribers import Channel
from domain.vault import Purpose, Vault


class LostSession(Exception):
    """This request does not continue the session as we know it. The message never repeats what was typed."""


def take(services: Services, session: Session, session_id: str, phone: Phone, text: str) -> Screen:
    """The next screen, with everything that was decided done in the caller's transaction. Raises `LostSession`."""
    vault, now = services.vault, services.now()
    dialogue, known = dialogues.opened(session, vault, session_id, phone, now)
    if dialogue.phone_lookup != vault.lookup(phone, Purpose.DIALOGUE):
        raise LostSession("The session belongs to another number, or is over.")
    typed = _typed(dialogue, vault, text)
    state = State.from_json(dialogue.state(vault))
    caller = know(session, known, now)
    turn, actions = walk(caller, state, typed, services.places, services.catalog)
    for action in actions:
        perform(session, vault, services.places, action, phone, channel=Channel.USSD, now=now)
    if turn.screen.ends:
        dialogue.end(now)
    else:
        dialogue.keep(vault, state=turn.state.to_json(), seen=text, now=now)
    dialogues.write(session, dialogue)
    return turn.screen


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
