"""What officers call the ways to speak with a source, and what the audit calls what was done."""

from bot.console.words import N_
from domain.reporters import CallTime
from domain.restricted_reports import RestrictedKind

CALL_TIMES = {
    CallTime.ANY_TIME: N_("May be called at any time"),
    CallTime.MORNING: N_("May be called from 08:00 to 12:00"),
    CallTime.AFTERNOON: N_("May be called from 12:00 to 17:00"),
    CallTime.EVENING: N_("May be called from 17:00 to 20:00"),
}
# What the audit calls what was done (`domain.reveals`, `bot.console.sources`).
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
