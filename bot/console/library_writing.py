"""Writing a text of the library: a new one, a change to one, a county's own copy of one."""

from collections.abc import Callable
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, current_officer, today
from bot.console.bulletin_words import FORMS, KINDS, PHASES, changes, names
from bot.console.library_form import LibraryForm
from bot.console.library_rights import counties_written, found, held, record, seen
from bot.console.library_words import COUNTED, READERS, TOPICS, Example, Look
from bot.console.words import N_, _, area_name, language_name, refused
from bot.services import services, session
from domain import library_drafting, placeholders, titles
from domain.bulletins import Kind
from domain.languages import Language
from domain.library import ALL_COUNTIES, REVIEW_AFTER, LibraryEntry
from domain.officers import Role
from domain.phases import Phase
from domain.refusals import Refusal
from domain.signed_words import Form

WROTE, CHANGED, NEXT_VERSION, COPIED = N_("wrote it"), N_("changed it"), N_("wrote the next version"), N_("copied it")


@allow(Role.OFFICER)
def new() -> ResponseReturnValue:
    """Write a new text."""
    if request.method == "GET":
        written = counties_written()
        return _render(
            LibraryForm(review_on=f"{today() + REVIEW_AFTER}", county=written[0] if len(written) == 1 else "")
        )
    return _post(None, _start)


@allow(Role.OFFICER)
def edit(entry_id: int) -> ResponseReturnValue:
    """Change a text: the next version, where the newest is approved."""
    if request.method == "POST":
        return _post(entry_id, lambda form: _revise(entry_id, form))
    entry = found(entry_id)
    entry.check_writer(current_officer(), today())
    return _render(LibraryForm.of(entry, today(), seen(entry)), entry)


@allow(Role.OFFICER)
def copy(entry_id: int) -> ResponseReturnValue:
    """Make a county's own of a text for all of them."""
    entry = held(entry_id)
    county = request.form.get("county", "")
    if county not in counties_written():
        raise Refusal("You do not write texts of the library for this county.")
    version = entry.in_use(today()) or entry.newest
    copied = library_drafting.copy_to(version, county, current_officer(), services().now())
    session().add(copied)
    session().flush()
    record(copied, COPIED, of=entry.id, version=version.number)
    flash(_("%(county)s has its own text now. It must be approved there.", county=area_name(county)), "good")
    return redirect(url_for("library.show", entry_id=copied.id), 303)


def _post(entry_id: int | None, save: Callable[[LibraryForm], LibraryEntry]) -> ResponseReturnValue:
    form = LibraryForm.read(request.form)
    entry = found(entry_id) if entry_id else None
    if request.form.get("act") == "count":
        return _render(form, entry)
    try:
        entry = save(form)
        session().flush()
    except Refusal as refusal:
        session().rollback()
        entry = found(entry_id) if entry_id else None
        # Whoever saves again after being told of another's change means it.
        shown = replace(form, seen=seen(entry)) if entry else form
        return _render(shown, entry, refused(refusal)), 422
    for (language, _form), typed in form.texts.items():
        if changed := changes(typed):
            flash(_("%(language)s text: we changed: %(changes)s", language=language_name(language), changes=changed))
    return redirect(url_for("library.show", entry_id=entry.id), 303)


def _start(form: LibraryForm) -> LibraryEntry:
    if form.county and form.county not in services().places:
        raise Refusal("One of the areas is not known here: choose again.")
    entry = library_drafting.start(current_officer(), form.about(), form.content(), services().now())
    session().add(entry)
    session().flush()
    record(entry, WROTE)
    flash(_("Saved as a draft."), "good")
    return entry


def _revise(entry_id: int, form: LibraryForm) -> LibraryEntry:
    entry = held(entry_id)
    if form.seen != seen(entry):
        raise Refusal("Somebody changed this text while you were writing. Saving again replaces what they did.")
    before = entry.newest
    # To save a text that is due unchanged is to have read it again.
    if not before.due(today()) and form.says_the_same(LibraryForm.of(entry, today(), form.seen)):
        flash(_("Nothing was changed."))
        return entry
    version = library_drafting.revise(entry, current_officer(), form.title, form.content(), services().now())
    record(entry, CHANGED if version is before else NEXT_VERSION, version=version.number)
    said = _("Saved.") if version is before else _("Saved as the next version. It must be signed and approved.")
    flash(said, "good")
    return entry


def _render(form: LibraryForm, entry: LibraryEntry | None = None, refusal: str = "") -> str:
    kind = entry.kind if entry else _kind(form.kind)
    written = {Form.SMS, *(key[1] for key, typed in form.texts.items() if typed.strip())}
    mine = [(county, area_name(county)) for county in counties_written()]
    everywhere = current_officer().may(Role.OFFICER, today(), county=ALL_COUNTIES)
    return render_template(
        "library/write.html",
        form=form,
        entry=entry,
        refusal=refusal,
        longest_title=titles.LONGEST,
        next_version=bool(entry and entry.newest.approved_at),
        looks=_looks(form, kind),
        languages=list(Language),
        forms=[(value, _(word), value in COUNTED, value in written) for value, word in FORMS.items()],
        blanks=", ".join(f"{{{name}}}" for name in sorted(placeholders.allowed(kind))),
        kinds=names(KINDS),
        phases=names(PHASES),
        readers=[(value.value, _(word)) for value, word in READERS.items()],
        topics=[(value.value, _(word)) for value, word in TOPICS.items()],
        counties=[("", _("All counties")), *mine] if everywhere else mine,
    )


def _kind(value: str) -> Kind:
    return Kind(value) if value in set(Kind) else Kind.DROUGHT


def _looks(form: LibraryForm, kind: Kind) -> dict[tuple[Language, Form], Look | None]:
    phase = Phase(form.phase) if form.phase in set(Phase) else None
    county = form.county if form.county in services().places else None
    example = Example(kind, phase, county)
    return {
        key: example.of(words.plain if words.send_plain else words.body, key[0], plain=words.send_plain)
        for key, words in form.words().items()
        if words.body and key[1] in COUNTED
    }
