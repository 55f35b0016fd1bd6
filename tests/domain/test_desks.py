from datetime import datetime

from sqlalchemy.orm import Session

from domain import desks
from domain.areas import Gazetteer
from domain.bulletins import Kind
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Role
from tests.make import make_bulletin, make_officer

BOTH = {Language.SWAHILI: "Maji ni haba.", Language.KAMBA: "Kiw'u ni kinini."}


def test_what_is_under_way_comes_first_in_the_counties_asked_for(
    session: Session, places: Gazetteer, now: datetime
) -> None:
    author = make_officer(session, "author", Grant(role=Role.OFFICER))
    areas = {State.SENT: "kitui", State.DRAFT: "kitui.mutito", State.SUBMITTED: "makueni", State.RETURNED: "kitui"}
    made = {state: make_bulletin(session, now, author=author, areas=[area]) for state, area in areas.items()}
    made[State.DRAFT].areas = ["kitui.kitui-east", "taita-taveta"]
    for state, bulletin in made.items():
        bulletin.state = state
    session.flush()

    def listed(counties: set[str] | None, **asked: object) -> list[State]:
        return [bulletin.state for bulletin in desks.bulletins(session, places, counties, **asked)]  # type: ignore[arg-type]

    assert listed(None) == [State.SUBMITTED, State.RETURNED, State.DRAFT, State.SENT]
    assert listed({"kitui"}) == [State.RETURNED, State.DRAFT, State.SENT]
    assert listed({"taita-taveta"}) == [State.DRAFT]
    assert listed(None, states=[State.SENT]) == [State.SENT]
    assert listed(None, kind=Kind.PEACE) == []
    assert listed(None, most=2, skip=1) == [State.RETURNED, State.DRAFT]


def test_a_speaker_is_asked_for_unsigned_texts_of_their_language_that_can_still_be_signed(
    session: Session, now: datetime
) -> None:
    author = make_officer(session, "author", Grant(role=Role.OFFICER))
    speaker = make_officer(session, "speaker", Grant(role=Role.REVIEWER, language=Language.SWAHILI))
    waiting = make_bulletin(session, now, author=author, texts=BOTH)
    signed = make_bulletin(session, now, author=author, texts=BOTH, signers={Language.SWAHILI: speaker})
    approved = make_bulletin(session, now, author=author, texts=BOTH)
    approved.state = State.APPROVED
    session.flush()

    asked = [(bulletin.id, text.language) for bulletin, text in desks.unsigned(session, list(Language))]

    assert asked == [(waiting.id, "sw"), (waiting.id, "kam"), (signed.id, "kam")]
    assert [text.id for _, text in desks.unsigned(session, [Language.SWAHILI])] == [waiting.texts[0].id]
    assert desks.unsigned(session, []) == []
