"""Services of real processes, each with a database of its own on one PostgreSQL that may be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.embedded import Postgres
from tests.crash.service import Service, ground, service


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each of these takes several processes of its own: never two of them at once beside the other tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("processes"))


@pytest.fixture(scope="package")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with ground(tmp_path_factory.mktemp("crash") / "postgres") as postgres:
        yield postgres


@pytest.fixture
def here(tmp_path: Path, postgres: Postgres) -> Iterator[Service]:
    """Nothing runs in it yet but the provider, which answers at once."""
    with service(tmp_path / "service", postgres) as here:
        yield here
