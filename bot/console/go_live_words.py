"""The lines of the go-live page in words: what must be true, and what mends it."""

from dataclasses import dataclass

from bot.console.bulletin_words import KINDS
from bot.console.words import N_, _, area_name, count, language_name
from bot.services import services, typed
from domain import helplines
from domain.bulletins import Kind
from domain.heartbeats import CLOCK, WORKER
from domain.readiness import Line, Need, Standing

STANDINGS = {
    Standing.DONE: (N_("Done"), "good"),
    Standing.MISSING: (N_("Missing"), "bad"),
    Standing.AGAIN: (N_("Look again"), "warning"),
}
PARTS: tuple[tuple[str, tuple[Need, ...]], ...] = (
    (N_("Sender names"), (Need.WARNING_NAME, Need.PEACE_NAME, Need.SHORT_CODE)),
    (N_("Operators"), (Need.ZERO_RATED, Need.REAL_TEST)),
    (N_("The law"), (Need.REGISTRATION,)),
    (N_("Accounts"), (Need.SECOND_FACTOR,)),
    (N_("Helplines"), (Need.HELPLINE,)),
    (N_("Sentences of the telephone"), (Need.WORDS,)),
    (N_("The service"), (Need.ALIVE, Need.BACKUP)),
)
MUST = {
    Need.WARNING_NAME: N_("A transactional name for warnings"),
    Need.PEACE_NAME: N_("A promotional name of its own for peace messages"),
    Need.SHORT_CODE: N_("A short code that people can answer to"),
    Need.ZERO_RATED: N_("%(about)s: dialling %(code)s costs nothing"),
    Need.REAL_TEST: N_("%(about)s: a real text arrived"),
    Need.REGISTRATION: N_("Registered with the Data Commissioner"),
    Need.WRITER: N_("Somebody who writes bulletins"),
    Need.APPROVER: N_("%(about)s: an approver who is not the one who writes"),
    Need.NIGHT_APPROVER: N_("A second approver, for warnings at night"),
    Need.REVIEWER: N_("%(about)s: a reviewer who is not the one who writes"),
    Need.ROSTER: N_("Somebody is on the duty roster at every hour of the coming 7 days"),
    Need.PROTECTION: N_("A protection focal point"),
    Need.ZONES: N_("Every ward has its livelihood zone"),
    Need.SECOND_FACTOR: N_("Who approves, leads, handles reports or gives roles signs in with a second factor"),
    Need.HELPLINE: N_("%(about)s, %(who)s: it answers and is free"),
    Need.WORDS: N_("%(about)s: a speaker stands for every sentence that warns or speaks of safety"),
    Need.ALIVE: N_("%(about)s runs"),
    Need.BACKUP: N_("A backup of the last two days was seen to come back"),
}
MEND = {
    Need.WARNING_NAME: N_("Put the name that the operators registered into AFRICASTALKING_SENDER_ID, then run this:"),
    Need.PEACE_NAME: N_(
        "Put it into AFRICASTALKING_PEACE_SENDER_ID, then run this. With one name for both, who blocks peace messages"
        " at the operator blocks the warnings too:"
    ),
    Need.SHORT_CODE: N_("Put it into AFRICASTALKING_SHORT_CODE, then run this:"),
    Need.ZERO_RATED: N_("Dial it on this network from a line without airtime."),
    Need.REAL_TEST: N_(
        "Put a phone on this network into your account, and send it the text of a bulletin with “Send it to my phone”."
    ),
    Need.REGISTRATION: N_("Type the number of the certificate. It is valid for two years."),
    Need.WRITER: N_("Give somebody the role of county officer."),
    Need.APPROVER: N_("Give somebody else the role of approver."),
    Need.NIGHT_APPROVER: N_("Give one more person the role of approver."),
    Need.REVIEWER: N_("Give somebody who speaks it as a mother tongue the role of language reviewer."),
    Need.ROSTER: N_("Hours without anybody: %(count)s. A peace officer or the county lead fills the roster."),
    Need.PROTECTION: N_("Give somebody the role of protection focal point."),
    Need.ZONES: N_("Wards without one: %(count)s. A county officer says which."),
    Need.SECOND_FACTOR: N_("Accounts without one: %(count)s. Each sets it up under their own name."),
    Need.HELPLINE: N_("Call it (or text it, where it takes texts), and hear who answers."),
    Need.WORDS: N_("Sentences that nobody signed: %(count)s. Until then people hear them in Swahili."),
    Need.ALIVE: N_("It is silent. Start it on the server:"),
    Need.BACKUP: N_("Run this on the server every night, and copy the file elsewhere:"),
}
OF_SWAHILI = N_("Sentences that nobody signed: %(count)s.")  # below it there is nothing to hear instead
# The page that mends it, with the name of what an address needs; or the command.
PAGES: dict[Need, tuple[str, str]] = {
    Need.REAL_TEST: ("bulletins.index", ""),
    Need.WRITER: ("officers.index", ""),
    Need.APPROVER: ("officers.index", ""),
    Need.NIGHT_APPROVER: ("officers.index", ""),
    Need.REVIEWER: ("officers.index", ""),
    Need.PROTECTION: ("officers.index", ""),
    Need.SECOND_FACTOR: ("officers.index", ""),
    Need.ROSTER: ("roster.index", "county"),
    Need.ZONES: ("wards.show", "county"),
    Need.WORDS: ("wordings.listing", "language"),
}
COMMANDS = dict.fromkeys((Need.WARNING_NAME, Need.PEACE_NAME, Need.SHORT_CODE), "prepare")
COMMANDS[Need.BACKUP] = "backup"
PROCESSES = {
    WORKER: (N_("The worker"), "python -m schedules worker", "systemctl start mbiu-worker@1"),
    CLOCK: (N_("The clock"), "python -m schedules clock", "systemctl start mbiu-clock"),
}
WHO_HELPS = {
    helplines.POLICE: N_("police"),
    helplines.RED_CROSS: N_("The Red Cross"),
    helplines.SEXUAL_VIOLENCE: N_("sexual and gender-based violence"),
    helplines.CHILDREN: N_("children in danger"),
    helplines.WILDLIFE: N_("wild animals"),
    helplines.PEACE_SMS: N_("peace, by SMS"),
}


@dataclass(frozen=True, slots=True)
class Mend:
    """How a line is mended: a sentence, and the page (endpoint and values) or the command that does it."""

    words: str
    endpoint: str = ""
    values: tuple[tuple[str, str], ...] = ()
    command: str = ""


def must(line: Line) -> str:
    """What must be true."""
    who = next((_(words) for numbers, words in WHO_HELPS.items() if line.about in numbers), "")
    return _(MUST[line.need], about=_about(line), who=who, code=services().settings.ussd_code)


def mend(line: Line) -> Mend:
    """What mends it; whether an officer may open the page is another question."""
    swahili = line.need is Need.WORDS and line.about == "sw"
    words = _(OF_SWAHILI if swahili else MEND[line.need], count=count(line.lacking))
    endpoint, value = PAGES.get(line.need, ("", ""))
    values = ((value, line.about if value == "language" else line.county),) if value else ()
    return Mend(words, endpoint, values, _command(line))


def _command(line: Line) -> str:
    if line.need is Need.ALIVE:
        _words, here, installed = PROCESSES[line.about]
        return here if services().settings.local else installed
    return typed(COMMANDS[line.need]) if line.need in COMMANDS else ""


def _about(line: Line) -> str:
    if line.need is Need.ALIVE:
        return _(PROCESSES[line.about][0])
    if line.need is Need.APPROVER:
        return _(KINDS[Kind(line.about)])
    return language_name(line.about) if line.need in (Need.REVIEWER, Need.WORDS) else line.about


def parts(found: list[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under their headings: those of the whole service, with each county among them."""
    counties = list(dict.fromkeys(line.county for line in found if line.county))
    whole = [(_(heading), [line for line in found if line.need in needs]) for heading, needs in PARTS]
    staff = [(area_name(county), [line for line in found if line.county == county]) for county in counties]
    return [*whole[:3], *staff, *whole[3:]]
