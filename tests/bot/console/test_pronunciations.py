"""The list of how names and terms are said, on the console."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.audit import Audit
from domain.officers import Grant, Role
from domain.pronunciations import Pronunciation, known
from tests.bot.conftest import SignIn
from tests.make import make_officer

PAGE = "/console/pronunciations/"


@pytest.fixture
def keeper(client: FlaskClient, sign_in: SignIn, session: Session) -> FlaskClient:
    make_officer(session, "keeper", Grant(role=Role.OFFICER, county="kitui"))
    session.commit()
    sign_in(client, "keeper")
    return client


def kept(session: Session) -> dict[str, str]:
    session.rollback()
    return known(session)


def test_an_officer_overrules_the_rule_and_takes_it_back(keeper: FlaskClient, session: Session) -> None:
    page = keeper.get(PAGE).text
    assert "mwi-TI-ka" in page
    assert "wu-NDA-nyi" not in page  # another county's
    assert 'value="MU-tha"' in keeper.get(PAGE, query_string={"term": "Mutha"}).text

    assert keeper.post(PAGE, data={"term": " Mutha ", "said": "mu-THA"}).status_code == 303
    assert kept(session) == {"Mutha": "mu-THA"}
    assert "MU-tha" not in keeper.get(PAGE).text
    one = session.scalars(select(Pronunciation.id)).one()
    assert keeper.post(f"{PAGE}{one}", data={"term": "Mutha", "said": "mu-tha"}).status_code == 303
    assert keeper.post(f"{PAGE}{one}/remove").status_code == 303
    assert keeper.post(f"{PAGE}{one}/remove").status_code == 404
    assert kept(session) == {}
    lines = session.scalars(select(Audit).where(Audit.subject == f"pronunciation {one}").order_by(Audit.id))
    assert [(line.what, line.detail) for line in lines] == [
        (f"{what} how a term is said", {}) for what in ("wrote", "changed", "removed")
    ]


def test_what_cannot_stand_in_the_list_is_refused_and_what_was_typed_comes_back(
    keeper: FlaskClient, session: Session
) -> None:
    session.add_all([Pronunciation(term="Voi", said="VO-i"), Pronunciation(term="Bura", said="BU-ra")])
    session.commit()
    voi = session.scalars(select(Pronunciation.id).where(Pronunciation.term == "Voi")).one()
    for term, said, why in [
        ("VOI", "x", "in the list already"),
        ("", "x", "1 to 60 letters"),
        ("12", "x", "1 to 60 letters"),
        ("a" * 61, "x", "1 to 60 letters"),
        ("Mui", "\u200f", "how it is said"),
        ("Mui", "x" * 121, "how it is said"),
        ("Mui 0711000042", "x", "number of a phone"),
        ("Mui", "MU-i, 0711 000 042", "number of a phone"),
    ]:
        answer = keeper.post(PAGE, data={"term": term, "said": said})
        assert (answer.status_code, why in answer.text) == (422, True), (term, said)
    answer = keeper.post(f"{PAGE}{voi}", data={"term": "bura", "said": "typed-before"})
    assert answer.status_code == 422
    assert "typed-before" in answer.text
    assert keeper.post(f"{PAGE}{voi}", data={"term": "voi", "said": "VO-i"}).status_code == 303
    assert kept(session) == {"Bura": "BU-ra", "voi": "VO-i"}


@pytest.mark.parametrize("username", ["mghoi", "wanza"])
def test_a_producer_and_a_peace_officer_do_not_keep_it(client: FlaskClient, sign_in: SignIn, username: str) -> None:
    sign_in(client, username)

    assert client.get(PAGE).status_code == 403
