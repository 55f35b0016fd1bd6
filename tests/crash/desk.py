"""The officers of a soak: on duty for what is reported, they tell responders of it and answer questions."""

from datetime import UTC, datetime, time
from random import Random

from sqlalchemy import select

from domain import answering, incidents
from domain.incidents import Handling, Incident
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phones import Phone
from domain.referrals import Need
from domain.refusals import Refusal
from domain.replies import Reply
from domain.responders import Responder
from domain.roster import Shift
from domain.sealed_columns import REPLY_PHONE
from domain.texts import Reason
from messages import outbox, referring
from tests.crash.service import Service
from tests.crash.telephones import MOST_RESPONDERS, RESPONDERS
from tests.make import make_officer, make_responder

COUNTIES = ("kitui", "makueni", "taita-taveta")
MOST_CASES = 8  # of one responder: somebody with more within an hour is taken for a machine
WORDS = {Language.SWAHILI: "tafadhali angalia.", Language.ENGLISH: "please have a look."}


class Desk:
    """An officer on duty day and night in each county, a lead, and responders."""

    def __init__(self, here: Service, chance: Random) -> None:
        self._here, self._chance = here, chance
        self._cases: dict[int, int] = {}
        vault = here.settings.vault
        with here.sessions.begin() as session:
            for n, county in enumerate(COUNTIES):
                phone = f"+25476600000{n}"
                peace = make_officer(
                    session, f"peace{n}", Grant(role=Role.PEACE, county=county), phone=phone, vault=vault
                )
                day = datetime.now(UTC).date()
                session.add(Shift(county=county, officer_id=peace.id, begins=time(0), ends=time(0), starts_on=day))
            make_officer(session, "lead", Grant(role=Role.LEAD), phone="+254766000009", vault=vault)
            for n in range(MOST_RESPONDERS):
                phone = Phone(f"+{RESPONDERS + n}")
                make_responder(session, vault, f"Chief {n}", county=COUNTIES[n % 3], phone=phone)

    def work(self) -> None:
        """Take one report that waits to a responder, and answer one question."""
        self._refer()
        self._answer()

    def _refer(self) -> None:
        vault, now = self._here.settings.vault, datetime.now(UTC)
        with self._here.sessions.begin() as session:
            waiting = select(Incident.id).where(Incident.handling == Handling.OPEN, Incident.ward.is_not(None)).limit(1)
            incident = incidents.locked(session, session.scalar(waiting) or 0)
            if incident is None:
                return
            county = (incident.ward or "").split(".")[0]
            there = session.scalars(select(Responder.id).where(Responder.county == county)).all()
            free = [one for one in there if self._cases.get(one, 0) < MOST_CASES]
            if not free:
                return
            told = self._chance.choice(free)
            officer = session.scalars(select(Officer).where(Officer.username == f"peace{COUNTIES.index(county)}")).one()
            referring.refer(session, vault, incident, officer, referring.Plan(Need.CHECK, WORDS, (told,)), now)
        self._cases[told] = self._cases.get(told, 0) + 1

    def _answer(self) -> None:
        vault, now = self._here.settings.vault, datetime.now(UTC)
        with self._here.sessions.begin() as session:
            reply = session.scalar(select(Reply).where(Reply.answered_at.is_(None)).limit(1))
            if reply is None or reply.phone_sealed is None:
                return
            told = answering.held(session, reply)
            given = len(answering.given(session, reply))
            officer = session.scalars(select(Officer).where(Officer.username == "peace0")).one()
            written = answering.Written("Mbegu zitafika wiki ijayo.", {one.id for one in told}, given, "kitui", 1)
            try:
                answering.send(session, vault, told, written, officer, None, now)
            except Refusal:  # the day's texts are given
                return
            phone = REPLY_PHONE.phone(vault, reply)
            outbox.queue(session, vault, phone, written.words, reason=Reason.ANSWER, now=now)
