"""What an approver is told of the money before deciding: warnings in words, that block nothing."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain import audiences
from domain.areas import Gazetteer
from domain.audiences import Audience, Group
from domain.budgets import Budget, Spending
from domain.bulletins import Bulletin
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Officer
from domain.providers import ProviderState
from domain.providers import State as ProviderIs
from domain.vault import Vault
from tests.bot.conftest import Build, Clock, SignIn
from tests.bot.console.bulletin_forms import press, words
from tests.make import ENDAU, SAGALLA, make_bulletin, make_subscriber

PRICE = Decimal("0.8")  # of one part


@pytest.fixture
def submitted(session: Session, vault: Vault, places: Gazetteer, cast: dict[str, Officer], now: datetime) -> Bulletin:
    """For Kitui and Taita Taveta in one part: two people there, one here, KES 2.40 in all."""
    for ward in (ENDAU, ENDAU, SAGALLA):
        make_subscriber(session, vault, places, now, wards=[ward])
    bulletin = make_bulletin(
        session,
        now,
        author=cast["mwende"],
        signers={Language.SWAHILI: cast["kioko"]},
        areas=["kitui", "taita-taveta"],
        send_at=now + timedelta(days=1),
    )
    bulletin.submit(cast["mwende"], now)
    session.commit()
    return bulletin


@pytest.fixture
def nyambura(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, "nyambura")
    return client


def page(client: FlaskClient, bulletin: Bulletin) -> str:
    return words(client.get(f"/console/bulletins/{bulletin.id}"))


def known(session: Session, now: datetime, name: str = "africastalking", **values: object) -> None:
    session.merge(ProviderState(name=name, since=now, **{"currency": "KES", **values}))  # type: ignore[arg-type]
    session.commit()


def limited(session: Session, officer: Officer, now: datetime, county: str, kes: str) -> None:
    session.add(Budget(county=county, kes_per_day=Decimal(kes), set_by=officer.id, set_at=now))
    session.commit()


def test_where_nothing_is_known_there_is_no_warning(nyambura: FlaskClient, submitted: Bulletin) -> None:
    said = page(nyambura, submitted)

    assert "Price expected: KES 2.40" in said
    assert "does not carry" not in said
    assert "budget" not in said


@pytest.mark.parametrize(("balance", "warned"), [("2.39", True), ("2.40", False), ("-1", True)])
def test_a_balance_that_does_not_carry_it_is_said(
    nyambura: FlaskClient, submitted: Bulletin, session: Session, now: datetime, balance: str, warned: bool
) -> None:
    known(session, now, balance=Decimal(balance))

    said = f"The balance of KES {Decimal(balance):.2f} does not carry KES 2.40: part of it would stop on the way."
    assert (said in page(nyambura, submitted)) is warned


def test_a_balance_in_another_money_is_not_compared(
    nyambura: FlaskClient, submitted: Bulletin, session: Session, now: datetime
) -> None:
    known(session, now, balance=Decimal(1), currency="USD")

    assert "does not carry" not in page(nyambura, submitted)


def test_the_balance_is_of_the_first_provider_that_works(
    build: Build, sign_in: SignIn, submitted: Bulletin, session: Session, now: datetime
) -> None:
    client = build(twilio_account_sid="AC1").test_client()
    sign_in(client, "nyambura")
    known(session, now, state=ProviderIs.PAUSED, balance=Decimal(0))
    assert "does not carry" not in page(client, submitted), "of Twilio nothing is known"

    known(session, now, "twilio", balance=Decimal(2))
    assert "The balance of KES 2.00 does not carry KES 2.40" in page(client, submitted)

    known(session, now, "twilio", state=ProviderIs.RESTING)
    assert "No provider works now: it would wait until one does." in page(client, submitted)


def test_the_budget_of_each_county_is_weighed_against_what_it_costs_there(
    nyambura: FlaskClient, submitted: Bulletin, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    limited(session, cast["kilonzo"], now, "kitui", "1.59")
    limited(session, cast["kilonzo"], now, "taita-taveta", "0.80")
    limited(session, cast["kilonzo"], now, "makueni", "0")

    said = page(nyambura, submitted)

    assert "The budget of Kitui for that day leaves KES 1.59 of the KES 1.60 this costs there." in said
    assert said.count("The budget of") == 1


def test_what_is_spent_counts_on_the_day_it_leaves(
    nyambura: FlaskClient, submitted: Bulletin, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    limited(session, cast["kilonzo"], now, "kitui", "4")
    session.add(Spending(county="kitui", day=now.date(), kes=Decimal(4)))
    session.commit()
    assert "The budget of" not in page(nyambura, submitted), "that was today, and it leaves tomorrow"

    session.add(Spending(county="kitui", day=submitted.send_at.date(), kes=Decimal(5)))
    session.commit()
    assert "The budget of Kitui for that day leaves KES 0.00 of the KES 1.60 this costs there." in page(
        nyambura, submitted
    )


def test_a_warning_blocks_nothing(
    nyambura: FlaskClient, submitted: Bulletin, session: Session, cast: dict[str, Officer], now: datetime
) -> None:
    known(session, now, balance=Decimal(0))
    limited(session, cast["kilonzo"], now, "kitui", "0")

    assert press(nyambura, submitted.id, "approve", understood="on").status_code == 303
    session.refresh(submitted)
    assert submitted.state is State.APPROVED


def test_who_does_not_approve_is_not_bothered(
    client: FlaskClient, sign_in: SignIn, submitted: Bulletin, session: Session, now: datetime
) -> None:
    known(session, now, balance=Decimal(0))
    sign_in(client, "mwende")

    assert "does not carry" not in page(client, submitted)


def test_people_pay_where_they_live_or_in_the_first_county_of_the_bulletin(
    session: Session, vault: Vault, places: Gazetteer, clock: Clock
) -> None:
    make_subscriber(session, vault, places, clock(), wards=[ENDAU])
    make_subscriber(session, vault, places, clock(), wards=[SAGALLA, ENDAU], language=Language.TAITA)

    both = audiences.count_by_county(session, Audience(areas=(ENDAU, SAGALLA)), places, clock())
    one = audiences.count_by_county(session, Audience(areas=(ENDAU,)), places, clock())

    assert both == {"kitui": {Group(Language.SWAHILI): 1}, "taita-taveta": {Group(Language.TAITA): 1}}
    assert one == {"kitui": {Group(Language.SWAHILI): 1, Group(Language.TAITA): 1}}
