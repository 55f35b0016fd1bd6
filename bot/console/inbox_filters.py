"""Which people the inbox lists, as its address says it, and how long each waits."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from flask import request

from bot.console.access import counties, held_counties
from bot.console.inbox_messages import SEEN_BY, topic_name
from bot.console.words import LANGUAGES, _
from bot.services import services
from domain.exchanges import Wanted
from domain.languages import Language
from domain.replies import Topic

Options = list[tuple[str, str]]
Word = TypeVar("Word", bound=StrEnum)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked_for() -> Wanted:
    """What the address of this request asks for; what nobody knows is everything."""
    county = request.args.get("county", "")
    return Wanted(
        counties(*SEEN_BY),
        topic=_one(Topic, "topic"),
        county=county if county in {area.slug for area in held_counties(*SEEN_BY)} else None,
        language=_one(Language, "language"),
        on_air=bool(request.args.get("on_air")),
    )


def _one(of: type[Word], name: str) -> Word | None:
    chosen = request.args.get(name, "")
    return of(chosen) if chosen in set(of) else None


def query(wanted: Wanted) -> dict[str, Any]:
    """The same as an address carries it."""
    asked = {"topic": wanted.topic, "county": wanted.county, "language": wanted.language}
    return {name: str(value) for name, value in asked.items() if value} | ({"on_air": "1"} if wanted.on_air else {})


def options() -> dict[str, Options]:
    """What each field of the form offers."""
    mine = [(area.slug, area.name) for area in held_counties(*SEEN_BY)]
    return {
        "topic": [("", _("Everything")), *((topic.value, topic_name(topic)) for topic in Topic)],
        "county": [("", _("All counties")), *mine] if mine[1:] else [],
        "language": [("", _("All languages")), *((each.value, _(name)) for each, name in LANGUAGES.items())],
        "on_air": [("", _("All messages")), ("1", _("Asked on the radio"))],
    }


def waits(since: datetime) -> str:
    """For how long somebody has waited, in full hours or days."""
    waited = services().now() - since
    if waited < HOUR:
        return _("Waits: under an hour")
    if waited < 2 * DAY:
        return _("Waits: %(hours)s h", hours=waited // HOUR)
    return _("Waits: %(days)s days", days=waited // DAY)
