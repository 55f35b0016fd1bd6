"""The page a bulletin is written on: what is typed, and beside it what it means."""

from dataclasses import dataclass

from flask import render_template, url_for

from bot.console.access import current_officer, today
from bot.console.bulletin_acts import Pressed
from bot.console.bulletin_checks import looks_of_form
from bot.console.bulletin_form import BulletinForm, number
from bot.console.bulletin_rights import found
from bot.console.bulletin_source_words import declared_words, library_about, record_about
from bot.console.bulletin_sources import chosen_record, is_stale, offers, records
from bot.console.bulletin_twins import AlmostTheSame
from bot.console.bulletin_words import KINDS, PHASES, READERS, TRENDS, names
from bot.console.reach import PREPARED, Reach, reach
from bot.console.words import _, language_name, refused
from bot.services import services, session
from domain import audiences, senders, zones
from domain.areas import Area
from domain.bulletins import Bulletin, Kind
from domain.drafting import Words
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Role
from domain.refusals import Refusal
from domain.signed_words import Form
from domain.subscribers import Kind as Readers
from domain.zones import Zone

# Saving over these takes back what somebody decided.
DECIDED = {State.SUBMITTED, State.APPROVED}


@dataclass(frozen=True, slots=True)
class Zones:
    """The livelihood zones of one county, and how many of its wards lie in none yet. `editor`: where that is mended."""

    county: Area
    zones: list[Zone]
    wards: int
    unplaced: int
    editor: str


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
        language_names=[(language.value, language_name(language)) for language in Language],
        extra_forms=(Form.INTERMEDIARY, Form.RADIO, *(() if form.follows else PREPARED)),
        counties=(counties := counties_written_for()),
        zones=[_zones(county) for county in counties],
        places=services().places,
        kinds=names(KINDS),
        phases=names(PHASES),
        trends=names(TRENDS),
        readers=[("", _("Everybody there")), *_readers(form)],
        writing=True,
        voids=bulletin is not None and bulletin.state in DECIDED,
        **_sources(form, [county.slug for county in counties]),
    )


def _readers(form: BulletinForm) -> list[tuple[str, str]]:
    """Those who pass it on alone; whatever else a bulletin may have been given stays."""
    return [(kind.value, _(words)) for kind, words in READERS.items() if kind in (Readers.INTERMEDIARY, form.readers)]


def _sources(form: BulletinForm, mine: list[str]) -> dict[str, object]:
    counties = form.counties or mine
    drought = form.kind == Kind.DROUGHT
    offered = records(counties, form.zones) if drought else []
    record = chosen_record(form, offered) if drought else None
    return {
        "records": offered if record is None or record in offered else [record, *offered],
        "record": record,
        "declared": declared_words(record) if record else "",
        "record_is_old": record is not None and is_stale(record, today()),
        "differs": record is not None
        and any(
            chosen and declared and chosen != declared
            for chosen, declared in ((form.phase, record.phase), (form.trend, record.trend))
        ),
        "record_about": record_about,
        "library_about": library_about,
        "offers": offers(form.kind, form.phase, counties),
    }


def counties_written_for() -> list[Area]:
    """The counties this officer writes for."""
    mine = current_officer().counties(Role.OFFICER, today())
    return [county for county in services().places.counties if mine is None or county.slug in mine]


def _zones(county: Area) -> Zones:
    places = services().places
    wards = places.wards([county.slug])
    unplaced = sum(places[ward].livelihood_zone is None for ward in wards)
    editor = url_for("wards.show", county=county.slug)
    return Zones(county, zones.of_county(county.slug), len(wards), unplaced, editor)


def reach_of(form: BulletinForm) -> Reach:
    """Whom what is typed would reach, and at what price."""
    places = services().places
    if follows := number(form.follows):
        found(follows)  # nobody counts the people of a bulletin they may not read
    kind = next((kind for kind in Kind if kind == form.kind), Kind.NOTICE)
    sender = senders.name_for(session(), kind.sender_use)
    survey = audiences.survey(session(), form.audience(places), places, services().now(), sender)
    texts: dict[tuple[Language, Form], Words] = dict(form.texts())
    return reach(texts, survey, services().settings.sms_price)
