"""The web, for granian (`wsgi:app`) and for `flask --app wsgi …`."""

import gc

from bot import create_app
from settings import from_environment

app = create_app(from_environment())

# What was loaded stays for ever, and a request leaves little that counting references does not free: looking through
# all of it every 700 new objects cost a tenth of a request.
gc.freeze()
gc.set_threshold(50_000, 20, 50)
