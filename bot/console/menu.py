"""The menu: each officer is shown the pages the guard would let them open, in groups."""

from dataclasses import dataclass

from flask import current_app, request

from bot.console.access import may_open
from bot.console.words import N_, _

# Home first, in no group; then what is done most, and last what keeps the service going.
GROUPS = (
    ("", (("home.index", N_("Home")),)),
    (
        N_("Warnings"),
        (
            ("bulletins.index", N_("Bulletins")),
            ("series.index", N_("Series")),
            ("records.index", N_("Drought")),
            ("library.index", N_("Library")),
            ("foreign_alerts.index", N_("Alerts of others")),
            ("wordings.index", N_("Sentences")),
        ),
    ),
    (
        N_("Peace"),
        (
            ("incidents.index", N_("Reports")),
            ("ward_map.index", N_("Map")),
            ("situation.index", N_("Situation")),
            ("responders.index", N_("Responders")),
            ("roster.index", N_("Duty roster")),
            ("reveals.index", N_("Numbers")),
            ("protection.index", N_("Protection")),
        ),
    ),
    (
        N_("On the air"),
        (
            ("scripts.index", N_("Radio")),
            ("radio_pieces.index", N_("Radio pieces")),
            ("productions.index", N_("Scripts")),
        ),
    ),
    (
        N_("People"),
        (
            ("inbox.index", N_("Inbox")),
            ("subscribers.index", N_("Subscribers")),
        ),
    ),
    (
        N_("Service"),
        (
            ("figures.index", N_("Figures")),
            ("sending.index", N_("Sending")),
            ("officers.index", N_("Officers")),
            ("audit_trail.index", N_("Audit")),
            ("kept.index", N_("What is kept")),
            ("go_live.index", N_("Going live")),
            ("guides.index", N_("Help")),
        ),
    ),
)
PAGES = tuple(page for _label, pages in GROUPS for page in pages)
# A page that another page of the menu leads to, where the officer may open that one.
REACHED_FROM = {"radio_pieces.index": "scripts.index"}
# Whose pages stand under another entry of the menu.
UNDER = {
    **dict.fromkeys(("radio_pieces", "stations", "programmes", "pronunciations"), "scripts.index"),
    **dict.fromkeys(("people", "posters", "subscriber_imports", "enrolment_lists"), "subscribers.index"),
    "saved_replies": "inbox.index",
    "rights": "officers.index",
    "thresholds": "incidents.index",
}


@dataclass(frozen=True, slots=True)
class Entry:
    endpoint: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """`label` is "" for what stands by itself."""

    label: str
    entries: list[Entry]


def menu() -> list[Group]:
    """The groups and entries of the officer of this request; no group without entries."""
    groups = (Group(_(label) if label else "", _entries(pages)) for label, pages in GROUPS)
    return [group for group in groups if group.entries]


def _entries(pages: tuple[tuple[str, str], ...]) -> list[Entry]:
    return [
        Entry(endpoint, _(label), endpoint in (f"{request.blueprint}.index", UNDER.get(request.blueprint or "")))
        for endpoint, label in pages
        if endpoint in current_app.view_functions
        and may_open(endpoint)
        and not may_open(REACHED_FROM.get(endpoint, ""))
    ]
