"""What officers call the kinds, levels, states and steps of a report."""

from bot.console.words import N_
from domain.incidents import Handling, Verification
from domain.sightings import When
from domain.taxonomy import Kind
from domain.triage import Level

KINDS = {
    Kind.HERDER_FARMER: N_("Herders and farmers"),
    Kind.LIVESTOCK_THEFT: N_("Livestock theft or raid"),
    Kind.WATER_PASTURE: N_("Water, land or pasture"),
    Kind.LAND_BOUNDARY: N_("Land, ranch or boundary"),
    Kind.SAND_CHARCOAL: N_("Sand, charcoal or quarry"),
    Kind.WILDLIFE: N_("Wild animals"),
    Kind.VIOLENCE_INJURY: N_("Attack or injury"),
    Kind.THREAT_RUMOUR: N_("Threat or rumour"),
    Kind.DISPLACEMENT: N_("People fleeing"),
    Kind.POLITICAL: N_("Political violence"),
    Kind.CRIME_OTHER: N_("Other crime"),
    Kind.PEACE_POSITIVE: N_("Good news of peace"),
    Kind.OTHER: N_("Something else"),
}
# With the tone of the tag they stand in.
LEVELS = {
    Level.CRITICAL: (N_("Critical"), "bad"),
    Level.HIGH: (N_("High"), "bad"),
    Level.MEDIUM: (N_("Medium"), "warning"),
    Level.LOW: (N_("Low"), "neutral"),
    Level.INFO: (N_("For information"), "info"),
}
TAKEN_UP = {
    Level.CRITICAL: N_("at once"),
    Level.HIGH: N_("within 15 minutes"),
    Level.MEDIUM: N_("within 4 hours"),
    Level.LOW: N_("within a day"),
    Level.INFO: N_("within two days"),
}
VERIFICATIONS = {
    Verification.NEW: (N_("New"), "warning"),
    Verification.CHECKING: (N_("Being checked"), "info"),
    Verification.CONFIRMED: (N_("Confirmed"), "bad"),
    Verification.CANNOT_TELL: (N_("Cannot be told"), "neutral"),
    Verification.FALSE: (N_("Not true"), "neutral"),
}
HANDLINGS = {
    Handling.OPEN: (N_("Open"), "warning"),
    Handling.REFERRED: (N_("Referred"), "info"),
    Handling.FOLLOWED_UP: (N_("Followed up"), "info"),
    Handling.CLOSED: (N_("Closed"), "good"),
}
# What the domain calls a state inside a refusal.
STATES_IN_REFUSALS = (
    *(N_("new"), N_("checking"), N_("confirmed"), N_("cannot_tell"), N_("false")),
    *(N_("open"), N_("referred"), N_("followed_up"), N_("closed")),
)
HAPPENED = {
    When.NOW: N_("Now, when it was told"),
    When.TODAY: N_("The same day"),
    When.THIS_WEEK: N_("The same week"),
    When.EARLIER: N_("Earlier"),
    When.UNKNOWN: N_("Not said"),
}
ACTS = {
    "read": N_("read it"),
    "noted": N_("wrote a note"),
    Verification.CHECKING: N_("began to check it"),
    Verification.CONFIRMED: N_("confirmed it"),
    Verification.CANNOT_TELL: N_("could not tell whether it is so"),
    Verification.FALSE: N_("marked it as not true"),
    Handling.OPEN: N_("opened it again"),
    Handling.REFERRED: N_("referred it"),
    Handling.FOLLOWED_UP: N_("followed it up"),
    Handling.CLOSED: N_("closed it"),
    "printed a note": N_("printed a note for a responder"),
    "withdrew a case": N_("took a case back"),
    "wrote down an answer": N_("wrote down a responder's answer"),
    "marked a party": N_("marked a responder as a possible party"),
    "unmarked a party": N_("took the mark of a possible party back"),
}
