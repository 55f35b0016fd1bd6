"""Killed at any instant, a broadcast loses nobody and reaches nobody twice; `make soak` asks the same for longer."""

import random
from pathlib import Path

from domain.embedded import Postgres
from tests.crash.soak import soak


def test_whatever_is_killed_everybody_ends_in_one_state_and_nobody_is_served_twice(
    tmp_path: Path, postgres: Postgres
) -> None:
    seed = random.randrange(10**6)
    killed, found = soak(tmp_path / "service", postgres, kills=5, seed=seed, people=600, settle=90)

    assert sum(killed.values()) == 5
    assert found.recipients >= 600
    assert not found.faults, f"seed {seed}, killed {killed}: {found.faults}"
