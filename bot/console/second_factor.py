"""An officer's second factor: set up, shown at sign-in, changed, turned off, and the codes for when it is lost."""

from datetime import timedelta

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bot import sign_ins
from bot.console import offered_secret
from bot.console.access import ANYBODY, allow, current_officer, playing, this_session, today
from bot.console.onward import onward, safe
from bot.console.words import N_, _, refused
from bot.services import commit, services
from bot.services import session as database
from bot.visitors import site, visitor
from domain import audit, officer_sessions, second_factors
from domain.officers import Officer
from domain.refusals import Refusal
from domain.second_factor_resets import USED_RECOVERY_CODE
from domain.second_factors import Taken

blueprint = Blueprint("second_factor", __name__, url_prefix="/console/second-factor")

MADE = ("set up a second factor", "made new recovery codes")
A_MOMENT = timedelta(minutes=1)  # in which nobody has thrown the paper away again
SHOWN_ONCE = N_(
    "Your recovery codes were made and shown once. Have you not seen them? With your password and the next code of "
    "your telephone you make new ones here."
)
FRESH = timedelta(minutes=10)  # after signing in it is still the same hand
WRONG_CODE = N_("That code is not right, or was used already. Wait for the next one.")


@blueprint.get("/")
@allow(*ANYBODY)
def index() -> ResponseReturnValue:
    """Show what there is, or the way to set it up."""
    return _page()


@blueprint.post("/")
@allow(*ANYBODY)
def set_up() -> ResponseReturnValue:
    """Keep the secret that was shown, once the telephone shows its first code; then show the recovery codes once."""
    officer, now = current_officer(), services().now()
    database().get(Officer, officer.id, with_for_update=True)  # a double click: the second finds it done
    secret = offered_secret.found()
    if secret is None:
        if second_factors.of(database(), officer.id) is not None:
            flash(_(SHOWN_ONCE), "warning")
        return redirect(url_for("second_factor.index"), 303)
    try:
        sentence = _wrong_password() if _unattended() else ""
    except Refusal as refusal:
        sentence = refused(refusal)
    if sentence:
        return _page(sentence), 422
    if not second_factors.set_up(database(), services().vault, officer, secret, request.form.get("code", ""), now):
        return _page(_("That code is not right. The clock of the telephone must be right: let it set itself.")), 422
    offered_secret.forget()
    officer_sessions.end(database(), officer.id, now, but=this_session())
    this_session().second_at = now
    _record("set up a second factor")
    return _codes_page()


@blueprint.get("/code")
@allow(*ANYBODY)
def asking() -> ResponseReturnValue:
    """Ask for the code of the telephone, before anything else opens."""
    return _code_page()


@blueprint.post("/code")
@allow(*ANYBODY)
def show() -> ResponseReturnValue:
    """Take the code: from now on this session is whole."""
    try:
        right = _check_code()
    except Refusal as refusal:
        return _code_page(refused(refusal)), 422
    if not right:
        return _code_page(_(WRONG_CODE)), 422
    this_session().second_at = services().now()
    return redirect(onward(request.form.get("next", "")), 303)


@blueprint.post("/change")
@allow(*ANYBODY)
def change() -> ResponseReturnValue:
    """New recovery codes, another telephone, or no second factor: with the password and a present code."""
    act = ACTS.get(request.form.get("act", ""))
    if act is None or second_factors.of(database(), current_officer().id) is None:
        return redirect(url_for("second_factor.index"), 303)
    try:
        sentence = _proved()
    except Refusal as refusal:
        sentence = refused(refusal)
    if sentence:
        return _page(sentence), 422
    return act()


def new_codes() -> ResponseReturnValue:
    """Ten others; those before them are void."""
    _record("made new recovery codes")
    return _codes_page()


def another_telephone() -> ResponseReturnValue:
    """Lead on to the set-up: the old telephone counts until the new one has shown a code."""
    offered_secret.make(replaces=True)
    return redirect(url_for("second_factor.index"), 303)


def turn_off() -> ResponseReturnValue:
    """No second factor any more, where no role asks for one."""
    officer = current_officer()
    if second_factors.needed(officer, today()):
        return _page(_("Your role needs a second factor: it can be changed, not turned off.")), 422
    second_factors.take_off(database(), officer.id)
    officer_sessions.forget_factor(database(), officer.id)
    officer_sessions.end(database(), officer.id, services().now(), but=this_session())
    _record("turned off the second factor")
    flash(_("The second factor is off. Your password alone signs you in."), "good")
    return redirect(url_for("me.index"), 303)


ACTS = {"codes": new_codes, "telephone": another_telephone, "off": turn_off}


def _proved() -> str:
    """Why this is not the officer; "" where password and code are right. Failures are counted. Raises `Refusal`."""
    return _wrong_password() or _wrong_code()


def _wrong_code() -> str:
    if _check_code():
        return ""
    again = request.form.get("act") == "codes" and _just_made()
    return f"{_(WRONG_CODE)} {_(SHOWN_ONCE)}" if again else _(WRONG_CODE)


def _wrong_password() -> str:
    """Why the present password was not shown; "" where it was. Raises `Refusal`."""
    officer, now = current_officer(), services().now()
    if not officer.has_password:
        return _("This account has no password: a one-time link signs it in.")
    if (
        sign_ins.check(database(), officer.username, request.form.get("present", ""), now, visitor(), site(), own=True)
        is None
    ):
        commit()  # the failure counts although the page says no
        return _("That is not your present password.")
    return ""


def _just_made() -> bool:
    """Whether this may be the second of two clicks: the code of the first is used, and its page was never seen."""
    me, since = current_officer(), services().now() - A_MOMENT
    return any(at > since for at in audit.latest(database(), [f"officer {me.id}"], MADE).values())


def _unattended() -> bool:
    """Whether it may be somebody else's hand by now that sets up a first second factor: then the password is asked.

    The way to another telephone has asked for it already.
    """
    here = this_session()
    fresh = here.by in ("password", "one-time link") and services().now() - here.began_at <= FRESH
    return not (fresh or playing()) and second_factors.of(database(), current_officer().id) is None


def _check_code() -> bool:
    officer, code = current_officer(), request.form.get("code", "")
    taken = sign_ins.check_code(database(), services().vault, officer, code, services().now(), visitor())
    if taken is Taken.RECOVERY_CODE:
        _record(USED_RECOVERY_CODE)
        left = second_factors.codes_left(database(), officer.id)
        flash(_("That recovery code is used up. %(left)s are left.", left=left))
    commit()  # a failure counts, and a code is used up, although the page says no
    return taken is not None


def _page(refusal: str = "") -> str:
    """The way to set it up, or what there is."""
    officer, secret = current_officer(), offered_secret.found()
    factor = second_factors.of(database(), officer.id)
    needed = second_factors.needed(officer, today())
    if factor is None or secret:
        secret = secret or offered_secret.make(replaces=False)
        return render_template(
            "second_factor/set_up.html",
            picture=_picture(second_factors.address(secret, officer)),
            groups=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            next=_next(),
            needed=needed and factor is None,
            unattended=_unattended(),
            refusal=refusal,
        )
    left = second_factors.codes_left(database(), officer.id)
    return render_template(
        "second_factor/index.html", factor=factor, left=left, needed=needed, officer=officer, refusal=refusal
    )


def _code_page(refusal: str = "") -> str:
    return render_template("second_factor/code.html", next=_next(), refusal=refusal)


def _codes_page() -> str:
    codes = second_factors.new_codes(database(), services().vault, current_officer().id)
    return render_template("second_factor/codes.html", codes=codes, onward=onward(_next()))


def _next() -> str:
    return safe(request.values.get("next", ""))


def _picture(address: str) -> Markup:
    """The QR code as SVG in the page: no style attribute, no request of its own."""
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, svgclass=None, lineclass=None, light="#fff")
    return Markup(drawn)  # noqa: S704  segno's own markup; what it says is in the squares alone


def _record(what: str) -> None:
    me = current_officer()
    audit.record(database(), me.id, what, f"officer {me.id}", now=services().now())
