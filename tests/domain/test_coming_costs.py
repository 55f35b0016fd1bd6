"""What the coming week costs, for whoever looks at the balance."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from domain import coming_costs
from domain.batches import Batch
from domain.bulletins import Bulletin
from domain.life_cycle import State
from tests.make import make_approved
from tests.series import make_standing


def paid(session: Session, bulletin: Bulletin, kes: int) -> None:
    session.add(
        Batch(
            bulletin_id=bulletin.id,
            text_id=bulletin.texts[0].id,
            county="kitui",
            recipients=[],
            size=1,
            cost=Decimal(kes),
        )
    )
    session.flush()


def test_what_is_approved_counts_less_what_it_has_cost(session: Session, now: datetime) -> None:
    leaving, later = make_approved(session, now), make_approved(session, now, send_at=now + timedelta(days=8))
    leaving.planned_cost, later.planned_cost = Decimal(500), Decimal(900)
    leaving.move(State.SENDING)
    paid(session, leaving, 100)
    paid(session, leaving, 50)
    drill = make_approved(session, now)
    drill.training, drill.planned_cost = True, Decimal(700)
    session.flush()

    assert coming_costs.coming(session, now) == 350
    paid(session, leaving, 400)  # dearer than was thought: that is no credit
    assert coming_costs.coming(session, now) == 0


def test_each_date_of_a_series_counts_as_its_last_one(session: Session, now: datetime) -> None:
    series = make_standing(session, now)  # on Tuesdays at 09:30, which is now
    assert coming_costs.coming(session, now) == 0
    for ago, kes in ((14, 90), (7, 120)):
        made = make_approved(session, now - timedelta(days=ago))
        made.series_id, made.finished_at = series.id, now - timedelta(days=ago)
        made.state = State.SENT
        paid(session, made, kes)

    assert coming_costs.coming(session, now) == 120
    assert coming_costs.coming(session, now, timedelta(days=14)) == 240
