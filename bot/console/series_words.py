"""What the console calls the parts of a series, and its rule as a sentence."""

from bot.console.words import N_, _, interface, language_name
from domain.bulletins import Kind
from domain.recurrence import WHOLE_WEEK, Rule
from domain.series import KINDS as RECURRING
from domain.series import Series
from domain.series_life import State
from domain.series_runs import Outcome
from domain.subscribers import Kind as Reader
from domain.zones import zones
from messages import calendar_words

KINDS = {Kind.PEACE: N_("Peace"), Kind.NOTICE: N_("Notice")}
WHO = {Reader.PERSON: N_("Only those who do not pass it on"), Reader.INTERMEDIARY: N_("Only those who pass it on")}
STATES = {
    State.DRAFT: (N_("Draft"), "neutral"),
    State.SUBMITTED: (N_("Waiting for approval"), "warning"),
    State.RETURNED: (N_("Returned"), "warning"),
    State.APPROVED: (N_("Approved"), "good"),
    State.HALTED: (N_("Halted"), "bad"),
    State.ENDED: (N_("Ended"), "neutral"),
}
# What the domain calls a state inside a refusal, where a bulletin has no such word.
STATES_IN_REFUSALS = (N_("halted"), N_("ended"))
OUTCOMES = {
    Outcome.MADE: (N_("A bulletin was made"), "good"),
    Outcome.STEPPED_BACK: (N_("Stood back for an emergency warning"), "info"),
    Outcome.MISSED: (N_("Missed"), "bad"),
    Outcome.LATE: (N_("Missed, and sent late"), "good"),
    Outcome.LEFT: (N_("Missed, and left so"), "neutral"),
    Outcome.WITHDRAWN: (N_("Not sent: the approval no longer held"), "bad"),
}
NEXT = {
    State.DRAFT: N_("Next: submit it for approval."),
    State.SUBMITTED: N_("Next: somebody who did not write it approves it or returns it."),
    State.RETURNED: N_("Next: mend it and submit it again."),
    State.APPROVED: N_("It runs: on each of its dates a bulletin is made and leaves by itself."),
    State.HALTED: N_("It is halted: nothing leaves until it is submitted and approved anew."),
    State.ENDED: N_("It has ended: nothing more comes of it."),
}


def kinds() -> list[tuple[str, str]]:
    """The kinds that may recur, for a form."""
    return [(kind.value, _(KINDS[kind])) for kind in RECURRING]


def whom(series: Series) -> list[str]:
    """The part of the areas it is for, in words; none for everybody there."""
    said = [zones()[zone].name for zone in series.zones if zone in zones()]
    said += [_(WHO[Reader(kind)]) for kind in series.audience_kinds]
    return said + [language_name(language) for language in series.audience_languages]


def in_words(rule: Rule) -> str:
    """Every Tuesday at 09:30 in October, November and December, from 1 October 2026 to 18 December 2026."""
    language = interface()
    values = {
        "days": calendar_words.listed(_days(rule), language),
        "months": calendar_words.listed((calendar_words.month(month, language) for month in rule.months), language),
        "hour": f"{rule.hour:%H:%M}",
        "first": calendar_words.long_date(rule.starts_on, language),
        "last": calendar_words.long_date(rule.ends_on, language),
    }
    said = _(_sentence(rule), **values)
    short = _("In a shorter month it comes on the last day.")
    return f"{said} {short}" if rule.shortened else said


def _days(rule: Rule) -> list[str]:
    if rule.weekdays:
        return [calendar_words.weekday(day, interface()) for day in rule.weekdays]
    return [f"{day}" for day in rule.monthdays]


def _sentence(rule: Rule) -> str:
    """Whole sentences, for in another language the parts stand in another order."""
    if rule.weekdays == WHOLE_WEEK:
        if rule.months:
            return N_("Every day at %(hour)s in %(months)s, from %(first)s to %(last)s.")
        return N_("Every day at %(hour)s, from %(first)s to %(last)s.")
    if rule.weekdays:
        if rule.months:
            return N_("Every %(days)s at %(hour)s in %(months)s, from %(first)s to %(last)s.")
        return N_("Every %(days)s at %(hour)s, from %(first)s to %(last)s.")
    if rule.months:
        return N_("On day %(days)s of the month at %(hour)s in %(months)s, from %(first)s to %(last)s.")
    return N_("On day %(days)s of every month at %(hour)s, from %(first)s to %(last)s.")
