"""The web, for granian (`wsgi:app`) and for `flask --app wsgi …`."""

import gc

from bot import commands, create_app
from domain import logs
from settings import from_environment

settings = from_environment()
if not commands.are_running():  # they speak to whoever typed them
    logs.set_up("web", secrets=settings.secrets, data=settings.data, readable=settings.local)
app = create_app(settings)

# What was loaded stays for ever, and a request leaves little that counting references does not free: looking through
# all of it every 700 new objects cost a tenth of a request.
gc.freeze()
gc.set_threshold(50_000, 20, 50)
