"""What is kept no longer than it is needed, kind by kind: for how long, and what becomes of it then.

Sources: `law_requirements` of the county's lawyers propose 12 months for what people wrote and for what became of each
message, and 90 days after closing for the number behind a report. The rest is as short as the service can work with.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from domain.drafts import FILED_AFTER
from domain.invitations import NOT_AGAIN_WITHIN
from domain.second_factor_resets import TOLD
from domain.subscriber_imports import LIVES
from domain.unsent_forms import KEPT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Done(StrEnum):
    """What becomes of it."""

    DELETED = "deleted"
    BLANKED = "blanked"  # number or words go, the row stays to be counted
    COARSENED = "coarsened"  # the moment is cut to its hour


class Kept(StrEnum):
    """What is kept, as the table of a county's own periods calls it."""

    REPLIES = "words of messages"
    OPEN_REPLIES = "words of messages nobody answered"
    LEFT = "people who left"
    DELIVERIES = "outcomes of bulletins"
    REPORTERS = "numbers of closed reports"
    OPEN_REPORTERS = "numbers of open reports"
    INCIDENT_WORDS = "words of reports"
    TEXTS = "counts of texts"
    CALLBACKS = "callbacks"
    FLAGGED = "callbacks to look at"
    SESSIONS = "browsers of officers"
    AUDIT = "audit"
    INVITATIONS = "invitations"
    RESETS = "reasons of resets"
    RECEIPTS = "strange delivery reports"
    TEXT_WORDS = "words of texts"
    TEXT_LOOKUPS = "lookups of texts"
    TOLD_PRINTS = "prints of what was told"
    TEXT_PRINTS = "prints of incoming texts"
    DIALOGUES = "calls"
    DROPPED = "answers of dropped calls"
    CONVERSATIONS = "conversations"
    LISTS = "lists of people"
    FORMS = "unsent forms"
    LINKS = "sign-in links"
    ATTEMPTS = "failed sign-ins"
    KNOCKS = "wrong knocks"
    REPORTER_LOOKUPS = "lookups of reporters"
    MOMENTS = "minutes beside numbers"
    NIGHTS = "counts of what was forgotten"


@dataclass(frozen=True, slots=True)
class Rule:
    """`period` as shipped. A county may choose from `lowest` to `highest` days; without these it is fixed."""

    period: timedelta
    done: Done
    lowest: int = 0
    highest: int = 0

    @property
    def fixed(self) -> bool:
        return not self.highest


YEARS = 365 * DAY
_GONE, _BLANK = Done.DELETED, Done.BLANKED
RULES: dict[Kept, Rule] = {
    Kept.REPLIES: Rule(1 * YEARS, _BLANK, 90, 1095),  # from the answer on
    Kept.OPEN_REPLIES: Rule(2 * YEARS, _BLANK),  # after it came, for then nobody ever answers it
    Kept.LEFT: Rule(180 * DAY, _GONE, 30, 730),  # the print of a leaver stays
    # Nor before the bulletin expired. Nothing is counted by then (`results`), and nobody retired by them for months.
    Kept.DELIVERIES: Rule(1 * YEARS, _GONE, 60, 1095),
    Kept.REPORTERS: Rule(90 * DAY, _GONE, 1, 365),  # from closing on
    Kept.OPEN_REPORTERS: Rule(1 * YEARS, _GONE),  # after it was told, also when nobody ever closed it
    Kept.INCIDENT_WORDS: Rule(1 * YEARS, _BLANK, 90, 1825),  # from closing on
    Kept.TEXTS: Rule(400 * DAY, _GONE, 90, 1095),  # the sums of their months stay
    Kept.CALLBACKS: Rule(30 * DAY, _GONE, 7, 90),  # what a provider sent us and became something
    Kept.FLAGGED: Rule(180 * DAY, _GONE, 30, 365),  # what a person still has to look at
    Kept.SESSIONS: Rule(400 * DAY, _GONE, 90, 800),  # the audit names them for as long as most questions are asked
    # The database itself lets nobody delete a line before that: see the trigger of the migrations.
    Kept.AUDIT: Rule(7 * YEARS, _GONE),
    Kept.INVITATIONS: Rule(NOT_AGAIN_WITHIN, _GONE),
    Kept.RESETS: Rule(TOLD, _BLANK),
    Kept.RECEIPTS: Rule(30 * DAY, _GONE),  # for nothing we sent
    Kept.TEXT_WORDS: Rule(7 * DAY, _BLANK),  # and number, of a single text whose end was never reported
    Kept.TEXT_LOOKUPS: Rule(DAY, _BLANK),  # a text may still hear of its delivery, or of a STOP while it waits
    Kept.TOLD_PRINTS: Rule(3 * DAY, _BLANK),  # by which the same words of many are known again: `domain.floods`
    # By which a text is known again; a lost one is looked for on the day it was written.
    Kept.TEXT_PRINTS: Rule(2 * DAY, _BLANK),
    Kept.DIALOGUES: Rule(2 * DAY, _GONE),  # but for a report that could not be filed: as FLAGGED
    Kept.DROPPED: Rule(FILED_AFTER, _BLANK),
    Kept.CONVERSATIONS: Rule(DAY, _GONE),  # of a silent phone; the guard against loops counts by the hour
    Kept.LISTS: Rule(LIVES, _BLANK),
    Kept.FORMS: Rule(KEPT, _GONE),
    Kept.LINKS: Rule(timedelta(0), _GONE),  # from their last moment on
    Kept.ATTEMPTS: Rule(2 * DAY, _GONE),
    Kept.KNOCKS: Rule(2 * DAY, _GONE),
    Kept.REPORTER_LOOKUPS: Rule(2 * HOUR, _BLANK),  # by which the reports of one phone within an hour are counted
    Kept.MOMENTS: Rule(HOUR, Done.COARSENED),
    Kept.NIGHTS: Rule(2 * YEARS, _GONE),
}
