"""The matrix of rights in words: what each noun is called, and what is checked beyond the role."""

from bot.console.menu import PAGES
from bot.console.words import N_, _

LABELS = {endpoint.partition(".")[0]: label for endpoint, label in PAGES} | {
    "callbacks": N_("Messages that could not be read"),
    "calls": N_("Calls to sources"),
    "deputies": N_("Deputies"),
    "enrolment_lists": N_("Enrolment lists"),
    "me": N_("My account"),
    "people": N_("Looking for people"),
    "posters": N_("Posters"),
    "programmes": N_("Programmes"),
    "pronunciations": N_("How names are said"),
    "referrals": N_("Cases with responders"),
    "rights": N_("Rights"),
    "saved_replies": N_("Saved replies"),
    "second_factor": N_("Second factor"),
    "second_factor_resets": N_("Lost second factors"),
    "sources": N_("Texts to sources"),
    "station_links": N_("Links for stations"),
    "stations": N_("Stations"),
    "subscriber_imports": N_("Lists of people brought in"),
    "style": N_("What pages are made of"),
    "thresholds": N_("Thresholds"),
    "unsent_forms": N_("Forms that were not sent"),
    "wards": N_("Wards"),
}
# What no matrix of roles can say; each is held by the code beside the act, and by tests.
BEYOND = (
    (N_("County"), N_("Every role but the administrator's may be for one alone: another's things are not found.")),
    (N_("Language"), N_("A reviewer signs one language alone, and never words of their own.")),
    (N_("Kind"), N_("An approver may be for drought or for peace alone, in every county of a text.")),
    (N_("Station"), N_("A producer takes the scripts of one station, in its counties and languages.")),
    (N_("Author and approver"), N_("Nobody approves or returns what they wrote, changed or submitted.")),
    (N_("The night"), N_("Between 19:00 and 07:00 a second approver lets a bulletin go, with a reason.")),
    (N_("Numbers"), N_("A reporter's number is seen once, with a reason, when a second person agrees.")),
    (N_("Restricted reports"), N_("Of sexual violence and of children: the protection focal point alone sees them.")),
    (N_("Leads and partners"), N_("They read figures, no person and no report; counts below 3 are left out.")),
    (N_("Administrators"), N_("They give roles, never to themselves, and see no report and no number.")),
    (N_("Deputies"), N_("They hold roles of who is away for stated days; the audit says in whose place.")),
)  # fmt: skip


def noun_name(noun: str) -> str:
    """What the menu calls it; what nobody named yet, by the program's own word."""
    return _(LABELS[noun]) if noun in LABELS else noun.replace("_", " ").capitalize()
