"""Mixed traffic with faults loses nothing and does nothing twice; `make soak` asks the same for longer."""

import random
from pathlib import Path

from domain.embedded import Postgres
from tests.crash.soak import soak


def test_whatever_is_killed_stopped_or_lies_nothing_accepted_is_lost_and_nothing_done_twice(
    tmp_path: Path, postgres: Postgres
) -> None:
    seed = random.randrange(10**6)
    troubled, found = soak(tmp_path / "service", postgres, seconds=7, seed=seed, people=600, settle=90)

    assert sum(troubled.values()) >= 1
    assert found.bulletins.recipients >= 600
    assert not found.faults, f"seed {seed}, {troubled}: {found.faults}\n{found.table()}"
