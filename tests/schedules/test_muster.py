"""Worker and clock start, or say in a word why they do not."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from domain.vault import Vault
from schedules.__main__ import muster
from schedules.crew import Crew
from settings import MissingSetting, from_environment
from tests.make import make_subscriber


@pytest.mark.parametrize(("under_the_key", "starts"), [(18, True), (17, False)])
def test_a_key_that_a_few_lie_under_is_told_of_and_one_that_many_do_stops_it(
    session: Session,
    crew: Crew,
    database_url: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    under_the_key: int,
    starts: bool,
) -> None:
    lost = Vault.parse(Vault.new_keys().replace("k1=", "k2="))
    for vault, people in ((crew.vault, under_the_key), (lost, 2)):
        for _ in range(people):
            make_subscriber(session, vault, crew.places, crew.now())
    session.commit()
    environment = {"MBIU_LOCAL": "1", "MBIU_DATA": str(tmp_path), "DATABASE_URL": database_url}
    settings = replace(from_environment(environment), vault=crew.vault)

    if starts:
        muster(settings).sessions.kw["bind"].dispose()
    else:
        with pytest.raises(MissingSetting, match="keys give-up"):
            muster(settings)
    assert ("2 of 20 numbers cannot be opened" in caplog.text) == starts
