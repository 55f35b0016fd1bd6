"""The page a bulletin is written on: what is typed, and beside it what it means."""

from flask import render_template

from bot.console.access import today
from bot.console.audience_form import audience_choices
from bot.console.bulletin_acts import Pressed
from bot.console.bulletin_checks import looks_of_form
from bot.console.bulletin_form import BulletinForm, number
from bot.console.bulletin_rights import found
from bot.console.bulletin_source_words import declared_words, doubts_of, library_about, record_about
from bot.console.bulletin_sources import offers, record_of, records, written_for
from bot.console.bulletin_twins import AlmostTheSame
from bot.console.bulletin_words import KINDS, PHASES, TRENDS, names
from bot.console.reach import Reach, as_read_on, reach
from bot.console.words import refused
from bot.services import services, session
from domain import audiences, senders
from domain.bulletins import Bulletin, Kind
from domain.follow_ups import ENDS
from domain.languages import Language
from domain.life_cycle import State
from domain.refusals import Refusal
from domain.signed_words import PREPARED, Form

# Saving over these takes back what somebody decided.
DECIDED = {State.SUBMITTED, State.APPROVED}


def write_page(
    pressed: Pressed | BulletinForm, bulletin: Bulletin | None = None, refusal: Refusal | None = None
) -> str:
    """The form after a button was `pressed`; `refusal` says why it was not saved."""
    pressed = pressed if isinstance(pressed, Pressed) else Pressed(pressed)
    form, whom = pressed.form, reach_of(pressed.form)
    return render_template(
        "bulletins/write.html",
        form=form,
        pressed=pressed,
        bulletin=bulletin,
        refusal=refused(refusal) if refusal else "",
        twin=refusal.twin if isinstance(refusal, AlmostTheSame) else None,
        reach=whom,
        looks=looks_of_form(form, whom),
        languages=Language,
        extra_forms=(Form.INTERMEDIARY, Form.RADIO, *(() if bulletin and bulletin.follow in ENDS else PREPARED)),
        kinds=names(KINDS),
        phases=names(PHASES),
        trends=names(TRENDS),
        writing=True,
        voids=bulletin is not None and bulletin.state in DECIDED,
        **audience_choices(form.readers),
        **_sources(form, bulletin),
    )


def _sources(form: BulletinForm, bulletin: Bulletin | None) -> dict[str, object]:
    counties = written_for(form)
    drought = form.kind == Kind.DROUGHT
    offered = records(counties, form.zones) if drought else []
    record = record_of(number(form.record), counties, form.zones, bulletin) if drought else None
    return {
        "records": offered if record is None or record in offered else [record, *offered],
        "record": record,
        "declared": declared_words(record) if record else "",
        "doubts": doubts_of(record, form.phase, form.trend),
        "record_about": record_about,
        "library_about": library_about,
        "offers": offers(form.kind, form.phase, counties),
    }


def reach_of(form: BulletinForm) -> Reach:
    """Whom what is typed would reach, and at what price."""
    places = services().places
    if follows := number(form.follows):
        found(follows)  # nobody counts the people of a bulletin they may not read
    kind = next((kind for kind in Kind if kind == form.kind), Kind.NOTICE)
    sender = senders.name_for(session(), kind.sender_use)
    survey = audiences.survey(session(), form.audience(places), places, services().now(), sender)
    return reach(as_read_on(today(), form.texts()), survey, services().settings.sms_price)
