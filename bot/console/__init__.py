"""The officers' console: one file and one folder of templates per noun."""

from pathlib import Path

from flask import Flask, Response, request

from bot.console import (
    access,
    audit_trail,
    bulletins,
    callbacks,
    calls,
    cast,
    deputies,
    enrolment_lists,
    errors,
    figures,
    foreign_alerts,
    go_live,
    guides,
    help_words,
    home,
    inbox,
    incidents,
    kept,
    library,
    me,
    menu,
    officers,
    people,
    posters,
    productions,
    programmes,
    pronunciations,
    protection,
    radio_pieces,
    records,
    referrals,
    responders,
    reveals,
    rights,
    roster,
    saved_replies,
    scripts,
    second_factor,
    second_factor_resets,
    sending,
    series,
    sign_in,
    situation,
    sources,
    station_door,
    station_links,
    stations,
    style,
    subscriber_imports,
    subscribers,
    thresholds,
    unsent_forms,
    ward_map,
    wards,
    wordings,
    words,
)
from bot.services import commit, typed

NOUNS = (
    sign_in, cast, home, me, bulletins, series, library, records, foreign_alerts, wordings, incidents, thresholds,
    situation, scripts, productions, stations, programmes, radio_pieces, pronunciations, station_links, station_door,
    subscribers, wards, inbox, callbacks, sending, officers, deputies, calls, referrals, responders,
    ward_map, roster, sources, reveals, protection, second_factor, second_factor_resets, unsent_forms, rights,
    audit_trail, go_live, people, posters, subscriber_imports, enrolment_lists, saved_replies, figures, guides, style,
    kept,
)  # fmt: skip
BLUEPRINTS = {noun.blueprint.name: noun.blueprint for noun in NOUNS}


def register(app: Flask, locales: Path) -> None:
    """Open the console: its words, its guard, its pages."""
    words.register(app, locales)
    errors.register(app)
    app.before_request(access.guard)
    app.after_request(keep)
    app.add_template_global(access.may_open)
    app.add_template_global(access.signed_in)
    app.add_template_global(help_words.what_next)
    app.add_template_global(help_words.who_sees)
    app.add_template_global(access.playing, "may_change_person")
    app.add_template_global(menu.menu)
    app.add_template_global(typed)
    app.add_url_rule("/", "front", redirect_to="/console/")
    for blueprint in BLUEPRINTS.values():
        app.register_blueprint(blueprint)


def keep(response: Response) -> Response:
    """Commit what a page of the console did, before its answer leaves; what it refused is undone on closing."""
    if request.blueprint in BLUEPRINTS and response.status_code < 400:
        commit()
    return response
