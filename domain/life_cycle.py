"""The life of a bulletin, as a table of moves: which step may follow which."""

from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"  # on its way, held by an officer
    SENT = "sent"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # stopped on the way by its expiry
    MISSED = "missed"  # its expiry passed before it could start


MOVES: dict[State, set[State]] = {
    State.DRAFT: {State.SUBMITTED, State.CANCELLED},
    State.SUBMITTED: {State.APPROVED, State.RETURNED, State.DRAFT, State.CANCELLED},
    State.RETURNED: {State.SUBMITTED, State.DRAFT, State.CANCELLED},
    State.APPROVED: {State.SENDING, State.DRAFT, State.CANCELLED, State.MISSED},
    State.SENDING: {State.SENT, State.PAUSED, State.CANCELLED, State.EXPIRED},
    State.PAUSED: {State.SENDING, State.SENT, State.CANCELLED, State.EXPIRED},
    State.SENT: set(),
    State.CANCELLED: set(),
    State.EXPIRED: set(),
    State.MISSED: {State.DRAFT},
}
OPEN_TO_EDIT = {state for state, next_states in MOVES.items() if State.DRAFT in next_states} | {State.DRAFT}
# One under way may meet the evening before all of it has left.
ON_THEIR_WAY = (State.SENDING, State.PAUSED)
OPEN_TO_NIGHT = {State.APPROVED, *ON_THEIR_WAY}
