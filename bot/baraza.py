"""The baraza sheets of a bulletin: for its counties or one of its wards, in the languages it is signed in."""

from collections.abc import Sequence

from flask import Response, abort, request

from bot.services import services, session
from domain import published
from domain.bulletins import Bulletin, Kind
from domain.follow_ups import ENDS
from domain.hours import local
from domain.languages import FLOOR, Language
from domain.published import Standing
from domain.signed_words import Form
from messages.baraza import Aloud, Baraza, as_pdf
from messages.cap_bulletins import parted, shortest, spoken


def wards_of(bulletin: Bulletin) -> list[str]:
    """The wards a sheet may be for. One of peace is for whole counties: it points at no place."""
    return [] if bulletin.kind is Kind.PEACE else bulletin.audience.wards(services().places)


def printed_in(bulletin: Bulletin) -> list[Language]:
    """The languages there are sheets in: none of what is not true any more, for a sheet is read out days later.

    One of peace is in neutral Swahili, for it may be read out at a border.
    """
    thread = published.threads(session(), [bulletin])[bulletin.id]
    left = bulletin.started_at is not None and not bulletin.training
    if not left or published.standing(bulletin, thread, services().now()) is not Standing.CURRENT:
        return []
    return [language for language in spoken(bulletin) if language is FLOOR or bulletin.kind is not Kind.PEACE]


def asked_for(languages: Sequence[Language]) -> list[Language]:
    """The one of these that the address asks for, if any."""
    return [language for language in languages if language == request.args.get("only")]


def paper(bulletin: Bulletin) -> Response:
    """The sheet that the address asks for (`area`, `only`), as a file; 404 where there is none."""
    ward, languages = request.args.get("area") or None, printed_in(bulletin)
    if not languages or (ward and ward not in wards_of(bulletin)):
        abort(404)
    content = as_pdf(_sheet(bulletin, ward, asked_for(languages) or languages))
    name = f"baraza-{(ward or '-'.join(sorted(bulletin.counties))).replace('.', '-')}.pdf"
    return Response(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def aloud(bulletin: Bulletin, language: Language) -> Aloud:
    """What is read out in one language: the words for those who pass them on, else the SMS."""
    short, longer = shortest(bulletin, language), bulletin.text(language, Form.INTERMEDIARY)
    if short is None:
        raise ValueError("nothing is signed in this language")
    if longer is None or not longer.signed:
        return Aloud(language, short.body, "")
    return Aloud(language, longer.body, parted(short.body)[1] if short is not longer else "")


def _sheet(bulletin: Bulletin, ward: str | None, languages: Sequence[Language]) -> Baraza:
    """`ward` None: for its counties."""
    places, settings = services().places, services().settings
    counties = tuple(places[county].name for county in sorted(bulletin.counties))
    began = bulletin.started_at or bulletin.send_at
    send_to = filter(None, (settings.africastalking_keyword, settings.africastalking_short_code))
    return Baraza(
        place=f"{places[ward].display_name}, {places[places[ward].county].name}" if ward else ", ".join(counties),
        kind=bulletin.kind,
        phase=None if bulletin.follow in ENDS else bulletin.phase,
        counties=counties,
        day=f"{local(began):%d/%m/%Y}",
        end=f"{local(bulletin.expires_at):%d/%m/%Y}",
        short_code=" · ".join(send_to),
        ussd_code=settings.ussd_code,
        aloud=tuple(aloud(bulletin, language) for language in languages),
    )
