"""A sheet to read out at a baraza: as a page, and as a file to print for a county or one of its wards."""

from flask import Response
from flask.typing import ResponseReturnValue

from bot.baraza import aloud, asked_for, paper, printed_in, wards_of
from bot.public.pages import found, one
from bot.services import services
from messages.cap_bulletins import spoken

# Letters of all that stands on the page, and the size in which they fill one sheet of paper.
SIZES = ((900, "large"), (1700, "middle"), (3200, "small"))


def baraza(name: str) -> ResponseReturnValue:
    """Who speaks, then one language after the other, or the one that is asked for."""
    bulletin = found(name)
    only = asked_for(spoken(bulletin))
    spoken_out = [aloud(bulletin, language) for language in only or spoken(bulletin)]
    letters = sum(len(each.words) + len(each.to_do) for each in spoken_out)
    settings, places = services().settings, services().places
    return one(
        "baraza",
        bulletin,
        aloud=spoken_out,
        size=next((size for most, size in SIZES if letters <= most), "smallest"),
        only=only,
        wards=[(ward, places[ward].display_name) for ward in wards_of(bulletin)],
        printed_in=printed_in(bulletin),
        short_code=settings.africastalking_short_code,
        keyword=settings.africastalking_keyword,
        ussd_code=settings.ussd_code,
    )


def baraza_paper(name: str) -> Response:
    """The sheet in large type, for a ward of it and one language, if they are asked for."""
    return paper(found(name))
