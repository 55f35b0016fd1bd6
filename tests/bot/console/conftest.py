"""Who sits at the desks."""

import pytest
from flask.testing import FlaskClient

from tests.bot.conftest import SignIn


@pytest.fixture
def wanza(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    """The peace officer, signed in."""
    sign_in(client, "wanza")
    return client
