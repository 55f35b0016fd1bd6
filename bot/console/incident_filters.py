"""Which of the reports a list shows, as its address says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy import ColumnElement, func

from bot.console import incident_words as say
from bot.console.access import current_officer, held_counties
from bot.console.words import N_, _, area_name
from bot.services import services
from domain.incidents import Handling, Incident, Verification
from domain.officers import Role
from domain.taxonomy import Kind
from domain.triage import Level

ONLY = {
    "waiting": N_("Nobody has taken it up"),
    "late": N_("Late"),
    "mine": N_("Assigned to me"),
    "nobody": N_("Assigned to nobody"),
    "unplaced": N_("Place not given"),
    "mass": N_("Looks like mass reporting"),
}
STATES = (*Verification, *(each for each in Handling if each is not Handling.CLOSED))
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for; "" is everything, and so is what nobody knows. `ended`: the closed ones."""

    ended: bool
    county: str
    level: str
    kind: str
    state: str
    only: str

    @property
    def query(self) -> dict[str, str]:
        """The same as an address carries it."""
        asked = {"show": "ended" if self.ended else ""} | {name: getattr(self, name) for name in NAMES}
        return {name: value for name, value in asked.items() if value}

    @property
    def narrows(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        found = [
            func.split_part(Incident.ward, ".", 1) == self.county if self.county else None,
            Incident.level == self.level if self.level else None,
            Incident.kind == self.kind if self.kind else None,
            self._state(),
            self._only(),
        ]
        return [condition for condition in found if condition is not None]

    def _state(self) -> ColumnElement[bool] | None:
        if self.state in set(Verification):
            return Incident.verification == self.state
        return Incident.handling == self.state if self.state else None

    def _only(self) -> ColumnElement[bool] | None:
        which: dict[str, ColumnElement[bool]] = {
            "waiting": Incident.taken_up_at.is_(None),
            "late": Incident.due_at < services().now(),
            "mine": Incident.assigned_to == current_officer().id,
            "nobody": Incident.assigned_to.is_(None),
            "unplaced": Incident.ward.is_(None),
            "mass": Incident.mass.is_(True),
        }
        return which.get(self.only)


NAMES = ("county", "level", "kind", "state", "only")


def asked_for() -> Filter:
    """What the address of this request asks for, among the counties this officer holds."""
    known = {"county": _counties(), "level": list(Level), "kind": list(Kind), "state": STATES, "only": list(ONLY)}
    asked = {name: request.args.get(name, "") for name in NAMES}
    chosen = {name: value if value in set(known[name]) else "" for name, value in asked.items()}
    return Filter(ended=request.args.get("show") == "ended", **chosen)


def options() -> dict[str, Options]:
    """What each field of the form offers."""
    counties = _counties()
    return {
        "county": [("", _("All counties")), *((slug, area_name(slug)) for slug in counties)] if counties[1:] else [],
        "level": [("", _("All levels")), *((level.value, _(say.LEVELS[level][0])) for level in Level)],
        "kind": [("", _("All kinds")), *((kind.value, _(say.KINDS[kind])) for kind in Kind)],
        "state": [("", _("All states")), *((state.value, _(_state_word(state))) for state in STATES)],
        "only": [("", _("Everything")), *((name, _(words)) for name, words in ONLY.items())],
    }


def _state_word(state: Verification | Handling) -> str:
    return (say.VERIFICATIONS[state] if isinstance(state, Verification) else say.HANDLINGS[state])[0]


def _counties() -> Sequence[str]:
    return [county.slug for county in held_counties(Role.PEACE)]
