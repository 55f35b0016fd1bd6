"""What lies open where a peace message would be read, told so coarsely that it points at nobody."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from domain.areas import Gazetteer
from domain.incidents import Handling
from domain.peace_checks import OF_SENDING, check, open_incidents
from domain.refusals import Refusal
from domain.taxonomy import Kind
from tests.make import ENDAU, SAGALLA, make_incident

VOO = "kitui.kitui-east.voo-kyamatu"


def test_open_reports_are_counted_by_constituency_and_few_are_not_told_apart(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    for ward in (ENDAU, ENDAU, VOO):
        make_incident(session, now, ward)
    for kind in (Kind.WILDLIFE, Kind.PEACE_POSITIVE):
        make_incident(session, now, ENDAU, kind)
    make_incident(session, now, ENDAU, Kind.WILDLIFE, Handling.CLOSED)
    make_incident(session, now, SAGALLA)
    make_incident(session, now, None)

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
