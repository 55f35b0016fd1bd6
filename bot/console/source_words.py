"""What officers call the ways to speak with a source, and what was done by them."""

from bot.console.words import N_
from domain.reporters import CallTime
from domain.restricted_reports import RestrictedKind
from domain.timeline import Act

CALL_TIMES = {
    CallTime.ANY_TIME: N_("May be called at any time"),
    CallTime.MORNING: N_("May be called from 08:00 to 12:00"),
    CallTime.AFTERNOON: N_("May be called from 12:00 to 17:00"),
    CallTime.EVENING: N_("May be called from 17:00 to 20:00"),
}
# What a step of the timeline was; its value is the source's number.
STEPS = {
    Act.TEXTED: N_("texted source %(value)s"),
    Act.TOLD_MORE: N_("source %(value)s wrote back"),
    Act.REVEAL_ASKED: N_("asked to see the number of source %(value)s"),
    Act.REVEAL_GRANTED: N_("granted seeing the number of source %(value)s"),
    Act.REVEAL_REFUSED: N_("refused seeing the number of source %(value)s"),
    Act.REVEALED: N_("saw the number of source %(value)s"),
}
# What the audit calls the same (`domain.reveals`, `bot.console.sources`).
AUDITED = (
    N_("asked to see a number"),
    N_("granted seeing a number"),
    N_("refused seeing a number"),
    N_("saw a number"),
    N_("texted a source"),
    N_("told the sources"),
)
RESTRICTED_KINDS = {
    RestrictedKind.SEXUAL_VIOLENCE: N_("Sexual violence"),
    RestrictedKind.CHILD: N_("Harm to a child"),
    RestrictedKind.UNSAID: N_("Sexual violence or harm to a child"),
}
