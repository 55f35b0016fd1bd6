"""The web, for granian (`wsgi:app`) and for `flask --app wsgi …`."""

from bot import create_app
from settings import from_environment

app = create_app(from_environment())
