"""What listeners of a county said lately, as numbers alone: calls to the studios, and what was written to us."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.airings import Airing
from domain.hours import NAIROBI, local
from domain.replies import Reply, Topic
from domain.scripts import Script
from domain.veils import FEWEST

DAYS = 7  # that are counted


@dataclass(frozen=True, slots=True)
class Heard:
    """In the `DAYS` to this one. A count below `FEWEST` is 0: it could point at somebody.

    Of what was written, whoever wrote counts once: a phone, or a station for its listeners.
    """

    until: date
    calls: int = 0
    questions: int = 0
    feedback: int = 0
    replies: int = 0

    @property
    def anything(self) -> bool:
        return any((self.calls, self.questions, self.feedback, self.replies))


def lately(session: Session, county: str, now: datetime) -> Heard:
    """The last whole days before today: they do not change between two drafts of one day."""
    today = datetime.combine(local(now), time(), NAIROBI)
    since = today - timedelta(days=DAYS)
    calls = select(func.sum(Airing.calls)).join(Script, Script.id == Airing.script_id)
    calls = calls.where(Script.county == county, Airing.aired_at >= since, Airing.aired_at < today)
    writers = func.count(Reply.phone_lookup.distinct()) + func.count(Reply.station_id.distinct())  # none: by a report
    written = select(Reply.topic, writers).group_by(Reply.topic)
    written = written.where(Reply.county == county, Reply.received_at >= since, Reply.received_at < today)
    by_topic = {Topic(topic): count for topic, count in session.execute(written)}
    return Heard(
        until=today.date() - timedelta(days=1),
        calls=_said(session.scalar(calls) or 0),
        questions=_said(by_topic.get(Topic.QUESTION, 0)),
        feedback=_said(by_topic.get(Topic.FEEDBACK, 0)),
        replies=_said(by_topic.get(Topic.REPLY, 0)),
    )


def _said(count: int) -> int:
    return count if count >= FEWEST else 0
