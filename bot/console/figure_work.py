"""Figures of the officers' own work: how soon reports were taken up and messages answered, and what went on air."""

from datetime import date

from bot.console.access import today
from bot.console.figure_charts import Bar, bars
from bot.console.figure_table import Asked, Cell, Column, Figure, Month, Named, month_name, percent, shown
from bot.console.inbox_messages import topic_name
from bot.console.situation_words import lasted
from bot.console.words import N_, _, area_name, day
from bot.services import session
from domain import radio_figures, reply_figures, response_times
from domain.response_times import FEWEST_OF_TEN, Told, Wait
from domain.veils import FEWEST, Veil

WAITS = {
    Wait.TAKEN_UP: N_("Taken up"),
    Wait.CHECKED: N_("Checked"),
    Wait.ANSWERED: N_("Answered by a responder"),
    Wait.CLOSED: N_("Closed"),
}
TOO_FEW = N_("too few")
NOT_ADDED_UP = N_(
    "Counts under %(fewest)s are not shown, nor what they could be worked out from; so nothing is added up over months "
    "or counties."
)


def reports(asked: Asked) -> list[Figure]:
    """How long reports waited for each step."""
    found = response_times.told(session(), asked.slugs, asked.span, today())
    rows = [_waits(told) for told in found]
    title = _("How long reports waited")
    drawn = [
        Bar(_label(asked, told.month, told.county, _(WAITS[told.wait])), [int(told.median.total_seconds()) // 60],
            lasted(told.median))
        for told in found if told.median is not None
    ]  # fmt: skip
    return [
        Figure(
            "reports",
            title,
            [
                Column("month", _("Month")),
                Column("county", _("County")),
                Column("step", _("Step")),
                Column("of", _("Of")),
                Column("done", _("Done by now")),
                Column("median_minutes", _("Half took no longer than")),
                Column("ninth_minutes", _("Nine of ten took no longer than")),
                Column("in_time", _("In time")),
                Column("in_time_percent", _("Share in time")),
            ],
            rows,
            bars("reports", title, drawn),
            [
                _("Only months that are over."),
                _(
                    "From when it came until it was taken up or closed; from there until it was checked; from when it "
                    "was handed to a responder until the answer."
                ),
                _(NOT_ADDED_UP, fewest=FEWEST),
                _("Nine of ten is said of %(fewest)s or more. In time: by the clock of the level it has.",
                  fewest=FEWEST_OF_TEN),
                _(
                    "A report joined to another counts once. Reports without a place are in no county. Sexual violence "
                    "and harm to children are in no count."
                ),
                _("What looks like many reports by few is not counted."),
            ],
        )
    ]  # fmt: skip


def _waits(told: Told) -> list[Cell]:
    share = percent(told.in_time, told.done) if isinstance(told.in_time, int) and isinstance(told.done, int) else None
    in_time: Cell = _("no clock") if told.in_time is None else told.in_time
    return [
        Month(told.month),
        Named(told.county, area_name(told.county)),
        Named(told.wait, _(WAITS[told.wait])),
        told.of,
        told.done,
        told.median if told.median is not None else _(TOO_FEW),
        told.ninth if told.ninth is not None else _(TOO_FEW),
        in_time,
        share if share is not None else "–",
    ]


def _label(asked: Asked, month: date, county: str, words: str) -> str:
    where = [month_name(month)] if len(asked.span.months) > 1 else []
    where += [area_name(county)] if len(asked.counties) > 1 and county else []
    return ", ".join([*where, words])


def questions(asked: Asked) -> list[Figure]:
    """How many wrote in their own words, and how soon they were answered."""
    found = reply_figures.told(session(), None if asked.everywhere else asked.slugs, asked.span, today())
    rows: list[list[Cell]] = [
        [
            Month(told.month),
            Named(told.county or "none", area_name(told.county) if told.county else _("No subscriber")),
            Named(told.topic, topic_name(told.topic)),
            told.messages,
            told.answered,
            told.median if told.median is not None else _(TOO_FEW),
        ]
        for told in found
    ]
    title = _("Messages people wrote, and answers")
    drawn = [Bar(_label(asked, each.month, each.county, topic_name(each.topic)), *_answered(each)) for each in found]
    return [
        Figure(
            "questions",
            title,
            [
                Column("month", _("Month")),
                Column("county", _("County")),
                Column("topic", _("What about")),
                Column("messages", _("Messages")),
                Column("answered", _("Answered by now")),
                Column("median_minutes", _("Half were answered within")),
            ],
            rows,
            bars("questions", title, drawn, [_("Answered"), _("Waiting, or not told")]),
            [
                _("Only months that are over."),
                _(NOT_ADDED_UP, fewest=FEWEST),
                _("Who is no subscriber is in no county. A wait may be told up to an hour too long."),
            ],
        )
    ]


def _answered(told: reply_figures.Told) -> tuple[list[Cell], str]:
    if isinstance(told.messages, Veil) or isinstance(told.answered, Veil):
        return [0, told.messages], shown(told.messages)
    words = _("%(part)s of %(whole)s", part=shown(told.answered), whole=shown(told.messages))
    return [told.answered, told.messages - told.answered], words


def radio(asked: Asked) -> list[Figure]:
    """What became of the weekly scripts, and each station's broadcasts."""
    found = radio_figures.weeks(session(), asked.slugs, asked.span)
    title = _("Radio scripts by week")
    stations = radio_figures.on_air(session(), asked.slugs, asked.span)
    on_air = _("Broadcasts by station")
    return [
        Figure(
            "scripts",
            title,
            [
                Column("week", _("Week from")),
                Column("scripts", _("Scripts")),
                Column("approved", _("Approved")),
                Column("taken", _("Taken by a station")),
                Column("aired", _("On air")),
                Column("broadcasts", _("Broadcasts")),
            ],
            [[*week] for week in found],
            bars("scripts", title, [Bar(day(week.week), [week.aired, week.scripts - week.aired], _aired(week))
                                    for week in found], [_("On air"), _("Not on air, as far as was noted")]),
            [_("A script is of one county and language. On air: as stations or officers noted it.")],
        ),
        Figure(
            "stations",
            on_air,
            [
                Column("station", _("Station")),
                Column("scripts", _("Scripts")),
                Column("broadcasts", _("Broadcasts")),
                Column("minutes", _("Minutes")),
                Column("calls", _("Calls that came in")),
            ],
            [[*station] for station in stations],
            bars("stations", on_air, [Bar(station.station, [station.broadcasts]) for station in stations]),
            [_("Calls: where somebody counted them.")],
        ),
    ]  # fmt: skip


def _aired(week: radio_figures.Week) -> str:
    return _("%(part)s of %(whole)s", part=shown(week.aired), whole=shown(week.scripts))
