"""Mixed traffic with faults loses nothing and does nothing twice; `make soak` asks the same for longer."""

import random
import signal
from pathlib import Path

import pytest

from domain.embedded import Postgres
from tests.crash.service import leave_in_order
from tests.crash.soak import soak


def test_a_run_that_is_told_to_end_leaves_by_its_clean_up_and_is_not_told_twice() -> None:
    before = signal.getsignal(signal.SIGTERM)
    leave_in_order()
    try:
        with pytest.raises(SystemExit):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)  # in the midst of cleaning up
    finally:
        signal.signal(signal.SIGTERM, before)


def test_whatever_is_killed_stopped_or_lies_nothing_accepted_is_lost_and_nothing_done_twice(
    tmp_path: Path, postgres: Postgres
) -> None:
    seed = random.randrange(10**6)
    troubled, found = soak(tmp_path / "service", postgres, seconds=7, seed=seed, people=600, settle=90)

    assert sum(troubled.values()) >= 1
    assert found.bulletins.recipients >= 600
    assert not found.faults, f"seed {seed}, {troubled}: {found.faults}\n{found.table()}"
