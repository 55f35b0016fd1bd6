"""What a dropped session told is filed as it is, rather than lost: incomplete, and marked so."""

import logging

from domain import drafts
from domain.drafts import Draft
from domain.subscribers import Channel
from messages import filing
from schedules.crew import Crew

log = logging.getLogger(__name__)


def file_dropped(crew: Crew) -> int:
    """File every draft that nobody has gone on with; returns how many. Nobody is texted but officers on duty.

    One transaction each: whoever dies in the middle has filed nothing, and one broken draft holds back no other.
    """
    with crew.sessions() as session:
        due = drafts.due(session, crew.now())
    filed = 0
    for session_id in due:
        try:
            filed += _file(crew, session_id)
        except Exception as fault:  # its message may hold what was told
            log.error("a dropped report could not be filed and is tried again: %s", type(fault).__name__)
    return filed


def _file(crew: Crew, session_id: str) -> bool:
    now, vault = crew.now(), crew.vault
    with crew.sessions.begin() as session:
        dialogue = drafts.locked(session, session_id, now)
        if dialogue is None or dialogue.draft_sealed is None:  # gone on with meanwhile, or another clock was quicker
            return False
        draft = Draft.open(dialogue.draft_sealed, vault, session_id)
        told = (draft.phone, draft.report)
        filed = filing.file(session, vault, *told, channel=Channel.USSD, places=crew.places, now=now, partial=True)
        drafts.filed(dialogue, vault, draft.continuing(filed.sighting.id), now)
        return True
