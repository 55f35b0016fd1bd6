"""What the console calls the parts of a script, and what it says is missing or comes next."""

from bot.console.words import N_, _, area_name, day, interface, language_name
from domain.languages import Language
from domain.script_offers import Past
from domain.script_versions import ScriptVersion, State
from domain.scripts import Script
from domain.segments import Priority, Segment
from messages.radio_labels import labels, name_of

STATES = {
    State.DRAFT: (N_("Draft"), "warning"),
    State.SIGNED: (N_("Signed"), "warning"),
    State.APPROVED: (N_("Approved"), "good"),
    State.WITHDRAWN: (N_("Withdrawn"), "bad"),
}
PRIORITIES = {
    Priority.MUST: N_("Never left out"),
    Priority.HIGH: N_("Left out last"),
    Priority.MIDDLE: N_("In between"),
    Priority.LOW: N_("Left out first"),
}
# What is missing besides bulletins, texts and pieces, which are told by their number.
MISSING = {
    "standing": N_("Our own sentences have no signed %(language)s form: they stand in Swahili."),
    "peace": N_("No peace text of the library may be used: none is approved, or none has a signed radio form."),
}
MISSING_NUMBERED = {
    "bulletin": N_("Bulletin %(number)s has no signed %(language)s text."),
    "text": N_("Text %(number)s of the library has no signed %(language)s form."),
    "piece": N_("Piece %(number)s is not written in %(language)s."),
}


def missing_words(version: ScriptVersion, language: Language) -> list[str]:
    """What could not be had in the script's own language; what we have no sentence for stands as it was kept."""
    return [_missing(what, language_name(language)) for what in version.missing]


def _missing(what: str, language: str) -> str:
    kind, _space, number = what.partition(" ")
    if what in MISSING:
        return _(MISSING[what], language=language)
    if kind in MISSING_NUMBERED:
        return _(MISSING_NUMBERED[kind], number=number, language=language)
    return what


def script_name(script: Script | Past) -> str:
    """Which script it is."""
    of = {"county": area_name(script.county), "language": language_name(script.language), "day": day(script.week)}
    return _("%(county)s, %(language)s, week from %(day)s", **of)


def state_of(version: ScriptVersion) -> tuple[str, str]:
    """A version's state in words, with its tone."""
    words, tone = STATES[version.state]
    return _(words), tone


def title_of(segment: Segment) -> str:
    """What a segment is called in the rundown."""
    return name_of(segment, labels(interface()))


def next_step(script: Script) -> str:
    """Who must act next."""
    version = script.newest
    reads = [
        _("A speaker of %(language)s reads and signs it.", language=language_name(one)) for one in version.unsigned
    ]
    steps = {
        State.DRAFT: " ".join(reads),
        State.SIGNED: _("An approver of peace messages decides.")
        if version.speaks_of_peace
        else _("An approver decides."),
        State.APPROVED: _("Stations take it."),
        State.WITHDRAWN: _("An officer makes a new version."),
    }
    return steps[version.state]
