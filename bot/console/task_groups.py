"""What waits for the officer who looks, as Home tells it: each thing once, the most urgent first, the like together."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.console.access import current_officer, today
from bot.console.bulletins import Task
from bot.console.tasks import SOURCES
from bot.console.words import _, count, day
from bot.services import services
from domain.hours import at_wall_time

FEW = 3  # tasks in the same words that all stand in sight


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that are told in the same words, and how long the oldest of them waits; "" where nobody knows."""

    words: str
    tasks: tuple[Task, ...]
    waits: str

    @property
    def shown(self) -> tuple[Task, ...]:
        """Those that stand in sight."""
        return self.tasks if len(self.tasks) <= FEW else self.tasks[: FEW - 1]

    @property
    def folded(self) -> tuple[Task, ...]:
        """Those that are opened by who wants to see them."""
        return self.tasks[len(self.shown) :]


def waiting() -> list[Group]:
    """Everything that waits for the officer of this request, each once, the most urgent first."""
    held = current_officer().roles(today())
    found: dict[str, list[Task]] = {}
    for task in dict.fromkeys(task for roles, find in SOURCES if held & set(roles) for task in find()):
        found.setdefault(task.words, []).append(task)
    return [Group(words, tuple(tasks), _waits(tasks)) for words, tasks in found.items()]


def _waits(tasks: list[Task]) -> str:
    """For how long the oldest does."""
    known = [task.since for task in tasks if task.since is not None]
    if not known:
        return ""
    oldest = min(known, key=_moment)
    if isinstance(oldest, datetime):
        waited = _("for %(time)s", time=how_long(services().now() - oldest))
    else:
        waited = _("since %(day)s", day=day(oldest))
    return _("the oldest %(waited)s", waited=waited) if len(tasks) > 1 or tasks[0].several else waited


def _moment(since: datetime | date) -> datetime:
    return since if isinstance(since, datetime) else at_wall_time(datetime.combine(since, time()))


def how_long(passed: timedelta) -> str:
    """In the largest unit of which two have passed, or in minutes."""
    minutes = max(int(passed.total_seconds() // 60), 0)
    if minutes < 2 * 60:
        return _("%(count)s min", count=minutes)
    if minutes < 2 * 24 * 60:
        return _("%(count)s hours", count=minutes // 60)
    return _("%(count)s days", count=count(minutes // (24 * 60)))
