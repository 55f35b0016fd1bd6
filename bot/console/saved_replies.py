"""Answers that officers wrote once and give again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console.access import allow, counties, current_officer, held_counties
from bot.console.answers import Answer
from bot.console.inbox_messages import SEEN_BY
from bot.console.incident_shown import names
from bot.console.words import LANGUAGES, _, refused
from bot.services import services, session
from domain import audit, saved_replies
from domain.languages import Language
from domain.refusals import Refusal
from domain.saved_replies import SavedReply
from messages.compose import normalise

blueprint = Blueprint("saved_replies", __name__, url_prefix="/console/saved-replies")

EVERYWHERE = ""  # as the form says: for every county


@dataclass(frozen=True, slots=True)
class Form:
    """Everything as the page sends it. `seen`: when it was changed last, as the officer saw it."""

    title: str
    words: Mapping[Language, str]
    county: str
    seen: str = ""

    @classmethod
    def of(cls, saved: SavedReply) -> "Form":
        words = {language: saved.words.get(language, "") for language in Language}
        return cls(saved.title, words, saved.county or EVERYWHERE, saved.changed_at.isoformat())

    @classmethod
    def posted(cls) -> "Form":
        """What was posted; nothing is judged yet."""
        words = {language: normalise(request.form.get(f"words_{language}", "")) for language in Language}
        title = " ".join(request.form.get("title", "").split())
        return cls(title, words, request.form.get("county", ""), request.form.get("seen", ""))

    def check(self) -> None:
        """Refuse words that no answer may have. Raises `Refusal`."""
        for language, text in self.words.items():
            Answer.of(services().catalog, language, "", text).check(services().places)


@blueprint.get("/")
@allow(*SEEN_BY)
def index() -> ResponseReturnValue:
    """List those of the officer's counties."""
    found = saved_replies.listed(session(), counties(*SEEN_BY))
    return render_template(
        "saved_replies/index.html",
        found=found,
        who=names({saved.officer_id for saved in found}),
        mine={saved.id for saved in found if saved.kept_by(counties(*SEEN_BY))},
        languages=LANGUAGES,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allow(*SEEN_BY)
def new() -> ResponseReturnValue:
    """Show an empty form, or keep a new one."""
    if request.method == "GET":
        first = next(iter(held_counties(*SEEN_BY)), None) or abort(404)
        return _page(None, Form("", dict.fromkeys(Language, ""), first.slug))
    return _keep(None)


@blueprint.route("/<int:saved_id>", methods=["GET", "POST"])
@allow(*SEEN_BY)
def edit(saved_id: int) -> ResponseReturnValue:
    """Show one, or change it."""
    saved = _mine(saved_replies.locked(session(), saved_id))
    if request.method == "GET":
        return _page(saved, Form.of(saved))
    return _keep(saved)


@blueprint.post("/<int:saved_id>/retire")
@allow(*SEEN_BY)
def retire(saved_id: int) -> ResponseReturnValue:
    """Offer it no more."""
    saved = _mine(saved_replies.locked(session(), saved_id))
    try:
        saved_replies.retire(saved, current_officer(), services().now())
    except Refusal as refusal:
        session().rollback()
        flash(refused(refusal), "warning")
        return redirect(url_for("saved_replies.index"), 303)
    _record("retired", saved)
    flash(_("It is retired."), "good")
    return redirect(url_for("saved_replies.index"), 303)


def _keep(saved: SavedReply | None) -> ResponseReturnValue:
    form, officer, now = Form.posted(), current_officer(), services().now()
    offered = {slug for slug, _name in _counties()}
    if form.county not in offered:
        abort(404)
    try:
        if stale := saved is not None and saved.changed_at.isoformat() != form.seen:
            raise Refusal("Somebody changed this meanwhile: look at it again.")
        form.check()
        kept = saved_replies.save(session(), saved, form.title, form.words, form.county or None, officer, now)
    except Refusal as refusal:
        session().rollback()
        return _page(saved, form, refused(refusal), stale=stale), 422
    _record("changed" if saved else "wrote", kept)
    flash(_("The reply is kept."), "good")
    return redirect(url_for("saved_replies.index"), 303)


def _record(what: str, saved: SavedReply) -> None:
    audit.record(session(), current_officer().id, what, f"saved reply {saved.id}", now=services().now())


def _mine(saved: SavedReply | None) -> SavedReply:
    """The reply, for an officer who may change it; 404 for anybody else."""
    if saved is None or not saved.kept_by(counties(*SEEN_BY)):
        abort(404)
    return saved


def _counties() -> list[tuple[str, str]]:
    """For which counties this officer may write one."""
    mine = [(area.slug, area.name) for area in held_counties(*SEEN_BY)]
    return [*mine, (EVERYWHERE, _("Every county"))] if counties(*SEEN_BY) is None else mine


def _page(saved: SavedReply | None, form: Form, refusal: str = "", *, stale: bool = False) -> str:
    """The form; a `stale` one beside what is kept now, and kept itself when it is sent again."""
    now = Form.of(saved) if saved and stale else None
    return render_template(
        "saved_replies/form.html",
        saved=saved,
        form=replace(form, seen=now.seen) if now else form,
        now=now,
        refusal=refusal,
        counties=_counties(),
        languages=LANGUAGES,
        changed_by=names({saved.officer_id}).get(saved.officer_id) if saved else None,
    )
