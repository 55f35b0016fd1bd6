"""What the page of what is kept calls each kind, and why it is kept so long."""

from typing import NamedTuple

from bot.console.words import N_, _
from domain.kept_kinds import Done, Kept


class Said(NamedTuple):
    """What it is, from when on its time runs, and why."""

    what: str
    since: str
    why: str


YEAR = 365  # days
DONE = {
    Done.DELETED: N_("deleted"),
    Done.BLANKED: N_("words and numbers deleted, counts stay"),
    Done.COARSENED: N_("cut to the hour"),
}
_TOLD, _CLOSED, _CAME, _SENT = N_("it was told"), N_("the report was closed"), N_("it came"), N_("it was sent")
_LAST_KEY = N_("the last key was pressed")
KINDS: dict[Kept, Said] = {
    Kept.REPLIES: Said(
        N_("Messages of people and their answers"),
        N_("they were answered"),
        N_("People write back, and officers must see what was said."),
    ),
    Kept.OPEN_REPLIES: Said(
        N_("Message that nobody answered"), _CAME, N_("Nobody waits for an answer after two years.")
    ),
    Kept.LEFT: Said(
        N_("People who left"),
        N_("they left"),
        N_("Then only a keyed print stays, so that no list and no volunteer brings them back."),
    ),
    Kept.DELIVERIES: Said(
        N_("What became of a bulletin for each person"),
        N_("the bulletin ended"),
        N_("For questions about a warning of last season. The counts of each bulletin stay."),
    ),
    Kept.REPORTERS: Said(
        N_("Number of whoever told of a report"),
        _CLOSED,
        N_("To ask back and to tell what came of it."),
    ),
    Kept.OPEN_REPORTERS: Said(
        N_("Number behind a report that nobody closed"), _TOLD, N_("Nobody asks back after a year.")
    ),
    Kept.INCIDENT_WORDS: Said(
        N_("Words and places of reports, notes and referrals"),
        _CLOSED,
        N_("For whoever follows the case up. Kind, ward, day and steps stay to be counted."),
    ),
    Kept.TEXTS: Said(
        N_("Rows of single texts"),
        N_("they were written"),
        N_("To check what a provider charged. The sums of each month stay."),
    ),
    Kept.CALLBACKS: Said(N_("What providers sent us"), _CAME, N_("To know again what comes a second time.")),
    Kept.FLAGGED: Said(
        N_("What of it a person must look at"), _CAME, N_("So that nothing is lost that could not be read.")
    ),
    Kept.SESSIONS: Said(
        N_("Browsers of officers"), N_("they were last seen"), N_("The audit names from where something was done.")
    ),
    Kept.AUDIT: Said(
        N_("Audit"),
        N_("it was done"),
        N_("To answer for what was done for as long as a claim may be brought. The database refuses anything sooner."),
    ),
    Kept.INVITATIONS: Said(
        N_("Numbers put forward, as keyed prints"), N_("they were asked"), N_("So that nobody is asked again sooner.")
    ),
    Kept.RESETS: Said(N_("Why a second factor was reset"), N_("it was reset"), N_("So that its owner can read of it.")),
    Kept.RECEIPTS: Said(N_("Delivery reports for nothing we sent"), _CAME, N_("To see that something is wrong.")),
    Kept.TEXT_WORDS: Said(
        N_("Number and words of a text of ours whose delivery was never confirmed"),
        _SENT,
        N_("It may still be delivered."),
    ),
    Kept.TEXT_LOOKUPS: Said(
        N_("Keyed prints of numbers in texts"), _SENT, N_("A delivery report finds its text by it.")
    ),
    Kept.TOLD_PRINTS: Said(N_("Keyed prints of reported words"), _TOLD, N_("To know the same words of many again.")),
    Kept.TEXT_PRINTS: Said(N_("Keyed prints of incoming texts"), _CAME, N_("To take a text once that comes twice.")),
    Kept.DIALOGUES: Said(N_("Calls by the dialled code"), _LAST_KEY, N_("A repeated key gets the same answer.")),
    Kept.DROPPED: Said(N_("Answers of a call that was cut off"), _LAST_KEY, N_("Whoever dials again may go on.")),
    Kept.CONVERSATIONS: Said(
        N_("Open questions by SMS"), N_("the phone was last heard"), N_("Two machines must not answer each other.")
    ),
    Kept.LISTS: Said(
        N_("Numbers of a list that is brought in"), N_("it was looked through"), N_("Until all of them have joined.")
    ),
    Kept.FORMS: Said(
        N_("What an officer typed and could not send"), N_("it was typed"), N_("To send it after signing in again.")
    ),
    Kept.LINKS: Said(N_("One-time links"), N_("they ended"), N_("They open nothing any more.")),
    Kept.ATTEMPTS: Said(
        N_("Wrong passwords, by a print of the address"), N_("they were typed"), N_("To slow down whoever guesses.")
    ),
    Kept.KNOCKS: Said(
        N_("Wrong tokens and links, by a print of the address"), _CAME, N_("To slow down whoever guesses.")
    ),
    Kept.REPORTER_LOOKUPS: Said(
        N_("Keyed prints of reporters' numbers"), _TOLD, N_("To count the reports of one phone in an hour.")
    ),
    Kept.MOMENTS: Said(
        N_("Minutes beside a number"),
        N_("it was written down"),
        N_("The same minute elsewhere would lead to a person."),
    ),
    Kept.NIGHTS: Said(N_("These counts of what was deleted"), N_("the day was over"), N_("To show that it is done.")),
}


def how_long(days: float) -> str:
    """In years where it is whole years, else in days; below two days in hours."""
    if not days:
        return _("at once")
    if days == YEAR:
        return _("1 year")
    if not days % YEAR:
        return _("%(number)s years", number=round(days / YEAR))
    if days >= 2:
        return _("%(number)s days", number=round(days))
    if days == 1 / 24:
        return _("1 hour")
    if days > 1 / 24:
        return _("%(number)s hours", number=round(days * 24))
    return _("%(number)s minutes", number=round(days * 24 * 60))
