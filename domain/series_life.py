"""The life of a series, as a table of moves: which step may follow which."""

from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    HALTED = "halted"  # by an officer, or because a version of it was withdrawn: goes on only when approved anew
    ENDED = "ended"


MOVES: dict[State, set[State]] = {
    State.DRAFT: {State.SUBMITTED, State.ENDED},
    State.SUBMITTED: {State.APPROVED, State.RETURNED, State.DRAFT, State.ENDED},
    State.RETURNED: {State.SUBMITTED, State.DRAFT, State.ENDED},
    State.APPROVED: {State.HALTED, State.DRAFT, State.ENDED},
    State.HALTED: {State.SUBMITTED, State.DRAFT, State.ENDED},
    State.ENDED: set(),
}
OPEN_TO_EDIT = {state for state, next_states in MOVES.items() if State.DRAFT in next_states} | {State.DRAFT}
