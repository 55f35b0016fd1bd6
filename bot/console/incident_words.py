"""What officers call the kinds, levels, states and steps of a report."""

from bot.console.words import N_
from domain.incidents import Handling, Verification, Verifier
from domain.reporters import CallTime
from domain.restricted_reports import RestrictedKind
from domain.sightings import Hurt, Source, When
from domain.subscribers import Channel
from domain.taxonomy import Kind
from domain.timeline import Act
from domain.triage import Ground, Level

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
HURT = {
    Hurt.NOBODY: N_("Nobody is hurt"),
    Hurt.HURT: N_("Somebody is hurt"),
    Hurt.KILLED: N_("Somebody is killed"),
}
SOURCES = {
    Source.SEEN: N_("Seen with their own eyes"),
    Source.HEARD: N_("Heard it happen"),
    Source.TOLD: N_("Told by somebody"),
}
CHANNELS = {
    Channel.USSD: N_("by USSD"),
    Channel.SMS: N_("by SMS"),
    Channel.CONSOLE: N_("typed in by an officer"),
}
CALL_TIMES = {
    # Nobody is called at night: see `domain.calls`.
    CallTime.ANY_TIME: N_("May be called from 07:00 to 20:00"),
    CallTime.MORNING: N_("May be called from 08:00 to 12:00"),
    CallTime.AFTERNOON: N_("May be called from 12:00 to 17:00"),
    CallTime.EVENING: N_("May be called from 17:00 to 20:00"),
}
VERIFIERS = {
    Verifier.CHIEF: N_("Chief or assistant chief"),
    Verifier.VILLAGE_ELDER: N_("Village elder"),
    Verifier.WARD_ADMINISTRATOR: N_("Ward administrator"),
    Verifier.POLICE: N_("Police"),
    Verifier.PEACE_COMMITTEE: N_("Peace committee"),
    Verifier.WATER_COMMITTEE: N_("Water committee"),
    Verifier.TWO_SOURCES: N_("Two independent sources"),
    Verifier.RESPONDER: N_("A responder"),
    Verifier.OWN_VISIT: N_("Own visit"),
    Verifier.OTHER: N_("Somebody else"),
}
GROUNDS = {
    Ground.KIND: N_("its kind"),
    Ground.HURT: N_("somebody is hurt or killed"),
    Ground.HURT_NOW: N_("somebody is hurt or killed, and it goes on"),
    Ground.WEAPONS_NOW: N_("weapons are seen, and it goes on"),
    Ground.SOURCES: N_("three or more independent sources"),
    Ground.DROUGHT: N_("the drought there is declared Alarm or Emergency"),
}
RESTRICTED_KINDS = {
    RestrictedKind.SEXUAL_VIOLENCE: N_("Sexual or gender-based violence"),
    RestrictedKind.CHILD: N_("Harm to a child"),
    RestrictedKind.UNSAID: N_("One of the two, not said which"),
}
# What a step was; a state or level it led to stands beside it in a tag. `value`: who, what or which, in words.
STEPS = {
    Act.NOTE: N_("wrote a note"),
    Act.VERIFICATION: N_("verified it"),
    Act.HANDLING: N_("handled it"),
    Act.LEVEL: N_("decided the level"),
    Act.KIND: N_("sorted it: %(value)s"),
    Act.WARD: N_("said where: %(value)s"),
    Act.ASSIGNED: N_("assigned it to %(value)s"),
    Act.JOINED: N_("joined it with %(value)s"),
    Act.SPLIT: N_("split it from %(value)s"),
    Act.TOLD_APART: N_("found that %(value)s is another thing"),
    Act.PAGED: N_("paged who is on duty: %(value)s so far"),
    Act.LEAD_TOLD: N_("told the county lead"),
    Act.NAGGED: N_("reminded that it is overdue"),
    Act.REFERRED: N_("sent it to %(value)s"),
    Act.ANSWERED: N_("has the answer of %(value)s"),
    Act.SILENT: N_("had no answer of %(value)s in time"),
    Act.WITHDRAWN: N_("took back what was sent to %(value)s"),
    Act.PARTY: N_("marked %(value)s as a possible party"),
    Act.TEXTED: N_("texted source %(value)s"),
    Act.CALLED: N_("called source %(value)s"),
    Act.TOLD_MORE: N_("source %(value)s wrote back"),
    Act.TAKEN_BACK: N_("source %(value)s took back what it told"),
    Act.REVEAL_ASKED: N_("asked to see the number of source %(value)s"),
    Act.REVEAL_GRANTED: N_("granted seeing the number of source %(value)s"),
    Act.REVEAL_REFUSED: N_("refused seeing the number of source %(value)s"),
    Act.REVEALED: N_("saw the number of source %(value)s"),
}
STEPS_WITHOUT_VALUE = {
    Act.LEVEL: N_("lets the level follow the advice"),
    Act.ASSIGNED: N_("assigned it to nobody"),
    Act.TOLD_APART: N_("found that another report is another thing"),
}
# What the audit calls an act; those that others add are shown as they stand there.
ACTS = {
    "read": N_("read it"),
    "typed in": N_("typed it in"),
    "noted": N_("wrote a note"),
    "level": N_("decided the level"),
    "advice": N_("lets the level follow the advice"),
    "kind": N_("sorted it"),
    "ward": N_("said where it happened"),
    "assigned": N_("assigned it"),
    "joined": N_("joined it with another report"),
    "split": N_("split a source off"),
    "told_apart": N_("found another report to be another thing"),
    "unmarked": N_("found that it is no mass reporting"),
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
    "called a source": N_("called a source"),
    "texted a source": N_("texted a source"),
    "told the sources": N_("told the sources"),
    "asked to see a number": N_("asked to see a number"),
    "granted seeing a number": N_("granted seeing a number"),
    "refused seeing a number": N_("refused seeing a number"),
    "saw a number": N_("saw a number"),
}
