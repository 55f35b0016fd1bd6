"""Almost the same words twice in a day to the same people is asked about; anything else is not."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from domain.areas import Gazetteer
from domain.bulletins import Bulletin, Follow, Kind
from domain.duplicates import twin
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Role
from domain.vault import Vault
from tests.make import ENDAU, SAGALLA, make_bulletin, make_officer, make_subscriber

FIRST = "NDMA 24/11/2026: Ukame Kitui, hali ya hatari. Hifadhi maji na malisho."
AGAIN = "NDMA 25/11/2026: Ukame Kitui, hali ya hatari! Hifadhi maji na malisho."
Make = Callable[..., Bulletin]


@pytest.fixture
def make(session: Session, now: datetime) -> Make:
    author = make_officer(session, "mwende", Grant(role=Role.OFFICER))

    def made(
        words: str = FIRST,
        *,
        state: State = State.APPROVED,
        kinds: Sequence[str] = (),
        languages: Sequence[str] = (),
        **changes: object,
    ) -> Bulletin:
        bulletin = make_bulletin(session, now, author=author, texts={Language.SWAHILI: words}, **changes)  # type: ignore[arg-type]
        bulletin.state = state
        bulletin.audience_kinds, bulletin.audience_languages = list(kinds), list(languages)
        session.flush()
        return bulletin

    return made


def test_it_is_found_with_the_people_who_would_hear_both(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, make: Make
) -> None:
    for _ in range(3):
        make_subscriber(session, vault, places, now, wards=[ENDAU])
    make_subscriber(session, vault, places, now, wards=["kitui.kitui-west.mutonguni"])
    first = make(areas=["kitui.kitui-east"])
    again = make(AGAIN, state=State.DRAFT)

    assert twin(session, again, places, now) == (first, 3)


@pytest.mark.parametrize(
    ("other", "mine"),
    [
        ({"state": State.DRAFT}, {}),
        ({"state": State.CANCELLED}, {}),
        ({"areas": ["makueni"]}, {}),
        ({"kind": Kind.NOTICE}, {}),
        ({"words": "Kliniki ya mifugo iko Mutomo kesho asubuhi saa tatu."}, {}),
        ({}, {"send_at": datetime.fromisoformat("2026-11-25T00:05+03:00")}),
    ],
)
def test_another_state_place_kind_day_or_text_is_no_twin(
    session: Session,
    vault: Vault,
    places: Gazetteer,
    now: datetime,
    make: Make,
    other: dict[str, object],
    mine: dict[str, object],
) -> None:
    for ward in (ENDAU, SAGALLA):
        make_subscriber(session, vault, places, now, wards=[ward])
    make(**other)

    assert twin(session, make(AGAIN, state=State.DRAFT, **mine), places, now) is None


@pytest.mark.parametrize(
    ("other", "mine", "people"),
    [
        ({"languages": ["sw"]}, {}, 2),
        ({"languages": ["sw", "dav"]}, {"languages": ["sw", "kam"]}, 2),
        ({"languages": ["kam"]}, {"languages": ["sw"]}, None),
        ({"kinds": ["intermediary"]}, {"kinds": ["person"]}, None),
        ({"kinds": ["intermediary"]}, {}, None),
        ({"areas": ["kitui.kitui-west"]}, {}, None),
    ],
)
def test_only_who_would_hear_both_is_counted_and_nobody_is_no_question(
    session: Session,
    vault: Vault,
    places: Gazetteer,
    now: datetime,
    make: Make,
    other: dict[str, object],
    mine: dict[str, object],
    people: int | None,
) -> None:
    for language in (Language.SWAHILI, Language.SWAHILI, Language.KAMBA):
        make_subscriber(session, vault, places, now, wards=[ENDAU], language=language)
    make(**other)

    found = twin(session, make(AGAIN, state=State.DRAFT, **mine), places, now)

    assert (found.people if found else None) == people


def test_neither_one_that_follows_another_nor_training_is_asked_about(
    session: Session, vault: Vault, places: Gazetteer, now: datetime, make: Make
) -> None:
    make_subscriber(session, vault, places, now)
    first = make()
    again = make(AGAIN, state=State.DRAFT)
    assert twin(session, again, places, now + timedelta(minutes=1)) is not None

    again.follows_id, again.follow = first.id, Follow.UPDATE
    assert twin(session, again, places, now) is None

    again.follows_id = again.follow = None
    first.training = True
    session.flush()
    assert twin(session, again, places, now) is None
