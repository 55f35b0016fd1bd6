"""The question before almost the same is said twice in one day to the same people."""

from flask import request

from bot.console.words import N_, count
from bot.services import services, session
from domain import duplicates
from domain.bulletins import Bulletin
from domain.duplicates import Twin
from domain.officers import Officer
from domain.refusals import Refusal

QUESTION = N_("%(who)s's bulletin “%(title)s” of the same day says almost the same to %(people)s of these people.")


class AlmostTheSame(Refusal):
    """An officer is asked; the tick beside the question names the `twin`, so that it answers for no other."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin
        author = session().get_one(Officer, twin.bulletin.author_id)
        super().__init__(QUESTION, who=author.name, title=twin.bulletin.title, people=count(twin.people))


def twin_of(bulletin: Bulletin) -> AlmostTheSame | None:
    """The question to ask about it, if there is one."""
    found = duplicates.twin(session(), bulletin, services().places, services().now())
    return AlmostTheSame(found) if found else None


def check_twin(bulletin: Bulletin, answered: str) -> None:
    """Ask, unless the officer has `answered` about this very twin."""
    duplicates.take_turns(session())
    asked = twin_of(bulletin)
    if asked and answered != str(asked.twin.bulletin.id):
        raise asked


def check_posted(bulletin: Bulletin) -> None:
    """The same on a page that is no form of its own."""
    check_twin(bulletin, request.form.get("twin", ""))
