"""A form that came when its session was over: what of it is kept for its officer, and when nothing is."""

from datetime import timedelta

from flask import request

from bot.restricted import is_restricted
from bot.services import commit, services, session
from domain import unsent_forms
from domain.officer_sessions import Known

LIVE = "X-Live"  # of a request by the script: "look" is a page left open, "count" somebody who types
STILL_KNOWN = timedelta(days=7)  # a copied cookie of long ago puts nothing before its officer
# They prove somebody, are about the account, or hold what is written down nowhere else.
NEVER_KEPT = {
    "me", "second_factor", "second_factor_resets", "unsent_forms", "officers", "deputies", "go_live", "protection",
}  # fmt: skip
LEAVES_NO_WORDS = {"inbox.move"}  # a message goes to the peace desk, and may be of the restricted kind
RESTRICTED = "restricted:"  # the kinds of reports that leave no words


def keep(found: Known) -> bool:
    """Keep what was typed; False where there is nothing to keep, or it must not be.

    The caller has seen to it that the session was whole. One that was ended may be somebody else's by now.
    """
    here, begun = services(), services().now() - found.row.began_at
    if request.method != "POST" or request.blueprint in NEVER_KEPT or LIVE in request.headers or begun > STILL_KNOWN:
        return False
    if found.row.ended_at is not None or not found.officer.active:
        return False
    if any(file.filename for file in request.files.values()) or _leaves_no_words():
        return False
    path, fields = request.full_path.rstrip("?"), request.form.items(multi=True)
    device = found.row.device
    kept = unsent_forms.keep(session(), here.vault, found.officer.id, path, fields, here.now(), device=device)
    commit()
    return kept


def _leaves_no_words() -> bool:
    """Whether it tells of sexual violence or of a child: of that only the report itself may be kept."""
    values = [value for _name, value in (*request.form.items(multi=True), *request.args.items(multi=True))]
    told = any(value.startswith(RESTRICTED) or is_restricted(value) for value in values)
    return told or request.endpoint in LEAVES_NO_WORDS
