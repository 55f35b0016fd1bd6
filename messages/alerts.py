"""Who is told of a report, and how urgently: the one door for whoever files one or raises its level."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from domain import duty, officers, roster
from domain.areas import Gazetteer
from domain.hours import local
from domain.incidents import Incident, Verification
from domain.languages import Language
from domain.moments import minute
from domain.officers import Role
from domain.triage import CLOCKS, Level, Told
from domain.vault import Vault
from messages import outbox, paging
from messages.alert_words import LEAD, body, spoken_by

PROVIDER_PAUSED = {
    Language.ENGLISH: "Mbiu %(hour)s: nothing leaves through %(provider)s: %(reason)s. See Sending on the console.",
    Language.SWAHILI: "Mbiu %(hour)s: ujumbe hautoki kupitia %(provider)s: %(reason)s. Angalia Utumaji kwenye mfumo.",
}
LONGEST_REASON = 40  # letters, so that it stays one part


def alert_duty(session: Session, vault: Vault, incident: Incident, *, places: Gazetteer, now: datetime) -> int:
    """Tell officers of a report, once for each level it rises to; in every county when its place is not known.

    Critical and high ones are paged in turn (`messages.paging`), medium ones told to all on duty, the others wait for a
    summary. The caller holds the incident. Returns how many were told: 0 where it waits for a summary or for the hours
    of the roster, where it was told before, and where nobody has a telephone: then only the queue shows it.
    """
    session.flush()
    with session.no_autoflush:  # what is asked on the way is of others, and each look would write this report anew
        return _alert_duty(session, vault, incident, places, now)


def _alert_duty(session: Session, vault: Vault, incident: Incident, places: Gazetteer, now: datetime) -> int:
    now = minute(now)  # the answer to whoever reported carries the exact moment in the same table
    if not incident.open or incident.mass or not duty.is_news(incident):
        return 0
    incident.alerted, clock = incident.level, CLOCKS[incident.level]
    if incident.verification is Verification.NEW:
        roster.reckon(session, incident, now)
    if clock.told is not Told.AT_ONCE:
        return 0
    if clock.page_next is None or not duty.waits(incident):
        told = _tell_at_once(session, vault, incident, places, now)
    else:
        incident.paged, incident.pages = [], 0
        told = paging.page(session, vault, incident, places=places, now=now)
    # Where nobody could be paged the leads have heard so already.
    if incident.level is Level.CRITICAL and (incident.paged or not duty.waits(incident)):
        words = partial(body, incident, places, sentences=LEAD)
        told += paging.tell_leads(session, vault, incident, paging.AT_ONCE, words, now=now)
    return told


def _tell_at_once(session: Session, vault: Vault, incident: Incident, places: Gazetteer, now: datetime) -> int:
    asked = duty.asked(session, incident, now)
    words = {each: body(incident, places, each.interface) for each in asked}
    return sum(outbox.tell(session, vault, each, words[each], now=now, most=paging.MOST_AN_HOUR) for each in asked)


def alert_admins(session: Session, vault: Vault, provider: str, reason: str, *, now: datetime) -> None:
    """Text the administrators on duty that a provider turns our account away, by whichever other one works.

    A number that our keys do not open is passed over: it must not undo the pause.
    """
    for officer in officers.on_duty(session, None, local(now).date(), Role.ADMIN):
        words = PROVIDER_PAUSED[spoken_by(officer.interface)] % {
            # With one provider it leaves when that works again: then the hour tells that it is over.
            "hour": f"{local(now):%H:%M}",
            "provider": provider,
            "reason": reason[:LONGEST_REASON],
        }
        outbox.tell(session, vault, officer, words, now=now)
