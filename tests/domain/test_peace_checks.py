"""What lies open where a peace message would be read, told so coarsely that it points at nobody."""

from datetime import datetime
from itertools import count

import pytest
from sqlalchemy.orm import Session

from domain.areas import Gazetteer
from domain.incidents import Incident, Kind, Level, State, When
from domain.languages import Language
from domain.peace_checks import OF_SENDING, check, open_incidents
from domain.refusals import Refusal
from domain.subscribers import Channel
from tests.make import ENDAU, SAGALLA

_words = count(1)
VOO = "kitui.kitui-east.voo-kyamatu"


def reported(
    session: Session, now: datetime, ward: str | None, kind: Kind = Kind.WATER_PASTURE, state: State = State.NEW
) -> None:
    session.add(
        Incident(
            code_word=f"word {next(_words)}", kind=kind, level=Level.LOW, ward=ward, happened=When.TODAY,
            words_sealed=None, language=Language.SWAHILI, channel=Channel.USSD, opened_at=now, state=state,
        )
    )  # fmt: skip
    session.flush()


def test_open_reports_are_counted_by_constituency_and_few_are_not_told_apart(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    for ward in (ENDAU, ENDAU, VOO):
        reported(session, now, ward)
    for kind in (Kind.WILDLIFE, Kind.PEACE_POSITIVE):
        reported(session, now, ENDAU, kind)
    reported(session, now, ENDAU, Kind.WILDLIFE, State.CLOSED)
    reported(session, now, SAGALLA)
    reported(session, now, None)

    assert open_incidents(session, ["kitui"], places) == [
        ("kitui.kitui-east", Kind.WATER_PASTURE, 3),
        ("kitui.kitui-east", Kind.WILDLIFE, None),
    ]
    assert open_incidents(session, ["makueni"], places) == []


def test_one_question_left_open_refuses() -> None:
    assert check([question.value for question in OF_SENDING], OF_SENDING) == list(OF_SENDING)
    assert check([], ()) == []
    with pytest.raises(Refusal, match="every question"):
        check([question.value for question in OF_SENDING[:-1]], OF_SENDING)
