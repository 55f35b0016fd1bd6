"""What an officer reads while the database is away: a page that needs nothing of it, and that loses no word typed."""

from flask import g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from bot.console.kept_forms import LIVE, NEVER_KEPT
from bot.console.words import INTERFACES, N_, interface, said_in
from bot.services import let_go
from domain.languages import Language
from domain.outages import Outage
from domain.unsent_forms import proves

SECONDS = 30  # until a machine asks again
TITLE = N_("Mbiu cannot reach its database")
WHY = {
    Outage.AWAY: N_("It does not answer."),
    Outage.CROWDED: N_("It has no place for another connection."),
    Outage.ONLY_READS: N_("It can be read and takes nothing new."),
    Outage.FULL: N_("Its disk is full."),
}
MEANWHILE = N_(
    "What people text is kept and taken in later. If this lasts longer than a few minutes, tell the administrator."
)
NOT_KEPT = N_("What you sent was not kept. It waits in this page: leave it open, and send it again in a few minutes.")
IN_DOUBT = N_(
    "Nobody can say whether what you sent was kept. Look in another tab first; send it again only if it is not there."
)
GO_BACK = N_("What you did was not kept. Go back in a few minutes and do it once more.")
AGAIN = N_("Send it again")
TRY = N_("Try again")

CSRF = "csrf_token"
# They prove somebody, and a page must not hold what does; or there is a file in them, which no page can hold.
PROVES = NEVER_KEPT | {"sign_in", "cast"}


def page(outage: Outage) -> ResponseReturnValue:
    """Say it in both languages; nothing here may ask the database anything.

    First stands the officer's own, where the database went away after it was read, else the one the browser asks for.
    """
    officer, in_doubt = g.pop("officer", None), g.pop("commits", False) and outage is Outage.AWAY
    let_go()
    if officer is not None and (chosen := vars(officer).get("interface")):  # never loaded anew
        g.interface = chosen
    first = interface()
    languages = sorted(INTERFACES, key=lambda language: language is not first)
    again = _typed()
    sentences = [WHY[outage], MEANWHILE, *_about_what_was_sent(in_doubt=in_doubt, held=bool(again))]
    shown = [(language, [said_in(language, sentence) for sentence in sentences]) for language in languages]
    answer = make_response(
        render_template(
            "away.html",
            title=_in_both(TITLE, languages),
            shown=shown,
            again=again,
            only_looked=request.method == "GET",
            address=request.full_path.rstrip("?"),
            button=_in_both(AGAIN if again else TRY, languages),
        ),
        503,
    )
    answer.headers["Retry-After"] = str(SECONDS)
    return answer


def short(outage: Outage) -> str:
    """The same in one sentence, where a page belongs to somebody else than officers."""
    let_go()
    return said_in(interface(), WHY[outage])


def _about_what_was_sent(*, in_doubt: bool, held: bool) -> list[str]:
    if request.method != "POST":
        return []
    if in_doubt:
        return [IN_DOUBT]
    return [NOT_KEPT if held else GO_BACK]


def _typed() -> list[tuple[str, str]]:
    """The fields of what was posted, to be sent by a button; none where a page must not or cannot hold them."""
    unfit = request.method != "POST" or request.blueprint in PROVES or LIVE in request.headers
    if unfit or any(file.filename for file in request.files.values()):
        return []
    # The form's own token goes with it: the button is this form once more.
    return [(name, value) for name, value in request.form.items(multi=True) if name == CSRF or not proves(name)]


def _in_both(sentence: str, languages: list[Language]) -> str:
    return " · ".join(said_in(language, sentence) for language in languages)
