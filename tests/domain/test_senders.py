"""The names messages go out as follow the settings."""

from sqlalchemy.orm import Session

from domain import senders
from domain.senders import SenderClass, Use


def peace(session: Session) -> tuple[str | None, SenderClass]:
    sender = senders.of(session, Use.PEACE)
    assert sender is not None
    return sender.name, sender.sender_class


def test_peace_shares_the_name_of_warnings_until_it_has_its_own(session: Session) -> None:
    senders.register(session, sender_id="MBIU", short_code="20880")
    assert peace(session) == ("MBIU", SenderClass.TRANSACTIONAL)

    senders.register(session, sender_id="MBIU", short_code="20880", peace_sender_id="AMANI")
    assert peace(session) == ("AMANI", SenderClass.PROMOTIONAL)
    assert senders.name_for(session, Use.WARNINGS) == "MBIU"
