"""Two versions of a script, laid beside each other."""

from collections.abc import Sequence

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from bot.console.access import allow
from bot.console.script_page import people, words
from bot.console.script_rights import found
from bot.console.words import _
from domain.script_changes import Change, changes
from domain.script_versions import ScriptVersion
from domain.scripts import READ_BY, Script
from domain.segments import Segment


@allow(*READ_BY)
def compare(script_id: int) -> ResponseReturnValue:
    """Show what changed from one version to another: without a choice, from the one before to the newest."""
    script = found(script_id)
    last = script.newest.number
    old, new = _version(script, "old", max(1, last - 1)), _version(script, "new", last)
    return render_template(
        "scripts/compare.html",
        script=script,
        old=old,
        new=new,
        changes=compared(old.segments, new.segments),
        people=people(script),
        **words(),
    )


def compared(old: Sequence[Segment], new: Sequence[Segment]) -> list[tuple[Change, list[str]]]:
    """What changed and what that is called; nothing of segments that stand as they stood."""
    return [(change, named(change)) for change in changes(old, new) if not change.same]


def named(change: Change) -> list[str]:
    """What became of a segment, in words."""
    before, after = change.before, change.after
    if before is None or after is None:
        return [_("Added") if before is None else _("Gone")]
    told = [
        (change.moved, _("Moved from place %(old)s to %(new)s", old=_nth(change.old), new=_nth(change.new))),
        (after.cut and not before.cut, _("Left out")),
        (before.cut and not after.cut, _("Brought back")),
        (before.title != after.title, _("Named anew")),
        (before.priority != after.priority, _("Left out sooner or later than before")),
        (change.reworded, _("Lines changed")),
    ]
    return [words for holds, words in told if holds] or [_("Sources changed")]


def _nth(place: int | None) -> int:
    return 0 if place is None else place + 1


def _version(script: Script, name: str, usual: int) -> ScriptVersion:
    return script.numbered(request.args.get(name, usual, type=int)) or abort(404)
