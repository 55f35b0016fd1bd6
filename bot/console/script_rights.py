"""Which scripts an officer sees, and what they may do to one now: the domain's own rules, asked before a button."""

from flask import abort

from bot.console.access import current_officer, passes, today
from bot.services import services, session
from domain import audit, scripts
from domain.languages import Language
from domain.refusals import Refusal
from domain.script_bulletins import Doubts
from domain.scripts import Script


def visible(script: Script | None) -> Script:
    """The script, for an officer who reads those of its county; 404 for anybody else."""
    if script is None or not script.may_be_read_by(current_officer(), today()):
        abort(404)
    return script


def found(script_id: int) -> Script:
    """The script to be read."""
    return visible(session().get(Script, script_id))


def held(script_id: int) -> Script:
    """The script to be decided about: nobody else decides until this request is over."""
    return visible(scripts.locked(session(), script_id))


def corrected(script: Script) -> Script:
    """The same for who corrects it; 404 for who only approves there."""
    return script if script.may_be_corrected_by(current_officer(), today()) else abort(404)


def subject(script: Script) -> str:
    """Its name in the audit."""
    return f"script {script.id}"


def record(script: Script, what: str, **detail: object) -> None:
    """Write down what this officer did to it."""
    audit.record(session(), current_officer().id, what, subject(script), now=services().now(), **detail)


def acts(script: Script, found: Doubts) -> set[str]:
    """What this officer may do to it now: nobody stands for a version while lines must be taken out of it."""
    may = {
        "correct": script.may_be_corrected_by(current_officer(), today()),
        "sign": not found.to_take_out and bool(signs(script)),
        "approve": not found.to_take_out and passes(script.check_approver),
        "withdraw": script.approved is not None and passes(script.check_withdrawer),
    }
    return {act for act, allowed in may.items() if allowed}


def signs(script: Script) -> list[Language]:
    """The languages in which this officer may sign it now."""
    try:
        return script.check_signer(current_officer(), today())
    except Refusal:
        return []
