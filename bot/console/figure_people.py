"""Figures of the people: how many get warnings, who joined and left, and the genders and ages that were told."""

from datetime import date, timedelta

from bot.console.access import today
from bot.console.bulletin_results import AGES, GENDERS, HEADINGS
from bot.console.bulletin_words import KINDS
from bot.console.figure_charts import Bar, bars, line, weeks
from bot.console.figure_table import Asked, Cell, Column, Figure, Named, percent
from bot.console.words import N_, _, day, language_name
from bot.services import services, session
from domain import bulletin_figures, people_figures, subscriber_days, veils
from domain.bulletin_figures import HIDDEN, SIDES
from domain.figure_spans import Length
from domain.languages import Language
from domain.subscribers import AgeBand
from domain.veils import FEWEST, TOGETHER, Veil

APART = {Length.MONTH: 1, Length.QUARTER: 13, Length.YEAR: 13}  # days between two counts that are one course
SIDE_NAMES = {**HEADINGS, HIDDEN: N_("Not told of so few")}
# How a person is counted in these figures.
BY_FIRST_WARD = N_("A person of several wards counts once, in the county of the first. Counted each night.")


def reach(asked: Asked) -> list[Figure]:
    """How many people there are, over time, by language, and for every 1,000 of the census."""
    return [_over_time(asked), *_by_language(asked)]


def _over_time(asked: Asked) -> Figure:
    days = people_figures.days(session(), None if asked.everywhere else asked.slugs, asked.span)
    title = _("People who get warnings")
    return Figure(
        "people",
        title,
        [Column("day", _("Day")), Column("people", _("People at its end"))],
        [(each.on, veils.few(each.people)) for each in days],
        line(
            "people",
            title,
            [(each.on, each.people) for each in days if each.people == veils.few(each.people)],
            APART[asked.span.length],
        ),
        [_(BY_FIRST_WARD), *([] if days else [_("No day of these months was counted.")])],
    )


def _by_language(asked: Asked) -> list[Figure]:
    on = people_figures.last_counted(session(), asked.span)
    if on is None:
        return []
    found = people_figures.by_language(session(), asked.slugs, on)
    languages = [each for each in Language if any(of[each] for _people, of in found.values())]
    rows: list[list[Cell]] = []
    for county in asked.counties:
        people, of = found[county.slug]
        share = f"{1000 * people / county.population:.1f}"
        rows.append([Named(county.slug, county.name), veils.few(people), *(of[each] for each in languages), share])
    title = _("People by county and language")
    names = [language_name(language) for language in languages]
    drawn = [Bar(county.name, row[2:-1]) for county, row in zip(asked.counties, rows, strict=True)]
    return [
        Figure(
            "languages",
            title,
            [
                Column("county", _("County")),
                Column("people", _("People")),
                *(Column(f"people_{language}", language_name(language)) for language in languages),
                Column("per_thousand", _("For every 1,000 people of the census")),
            ],
            rows,
            bars("languages", title, drawn, names),
            [_on(on), _few()],
        )
    ]


def _on(on: date) -> str:
    return _("At the end of %(day)s.", day=day(on))


def leaving(asked: Asked) -> list[Figure]:
    """Who joined and who left by week, with the bulletins that left in it."""
    counties = None if asked.everywhere else asked.slugs
    newest = subscriber_days.newest(services().now())
    found = people_figures.weeks(session(), asked.slugs, asked.span, newest)
    sent = bulletin_figures.sent_in(session(), counties, asked.span)
    by_week: dict[date, list[bulletin_figures.Sent]] = {}
    for each in sent:
        by_week.setdefault(each.on - timedelta(days=each.on.weekday()), []).append(each)
    title = _("Joined and left by week")
    rows: list[list[Cell]] = [
        [
            week.monday,
            week.joined,
            week.left,
            Named(
                " ".join(str(each.id) for each in by_week.get(week.monday, ())),
                ", ".join(f"{_(KINDS[each.kind])} ({each.id})" for each in by_week.get(week.monday, ())) or "–",
            ),
        ]
        for week in found
    ]
    drawn = [(week.monday, week.joined, week.left, week.monday in by_week) for week in found]
    return [
        Figure(
            "leaving",
            title,
            [
                Column("week", _("Week from")),
                Column("joined", _("Joined")),
                Column("left", _("Left")),
                Column("bulletins", _("Bulletins that left that week")),
            ],
            rows,
            weeks("leaving", title, drawn, (_("Joined"), _("Left"), _("A bulletin left that week"))),
            [
                _("A week that begins in these months; the last may not be over."),
                _("Who left said STOP: whom a list brought in and took back again is not among them."),
                _few(),
                _("A number in brackets is the bulletin's."),
            ],
        )
    ]


def told(asked: Asked) -> list[Figure]:
    """The genders and ages that people told, and whom messages reached of them.

    The people are counted every night: while a month runs, one who joins would move one cell of the table.
    """
    on = people_figures.last_counted(session(), asked.span, before=today().replace(day=1))
    sent = bulletin_figures.sent_in(session(), None if asked.everywhere else asked.slugs, asked.span)
    sides = [
        by_side(asked, sent, "gender", _("Messages by gender, of those who said"), _("Gender"), GENDERS),
        by_side(asked, sent, "age_band", _("Messages by age, of those who said"), _("Age"), AGES),
    ]
    return [_gender_and_age(asked, on), *sides]


def _gender_and_age(asked: Asked, on: date | None) -> Figure:
    names = {**GENDERS, TOGETHER: N_("Small ones together")}
    ages = [str(age) for age in people_figures.AGES]
    rows: list[list[Cell]] = []
    drawn = []
    for county in asked.counties:
        found = people_figures.by_gender_and_age(session(), county.slug, on) if on else {}
        for gender, cells in found.items():
            name = Named(gender or "not_told", _(names[gender]))
            rows.append([Named(county.slug, county.name), name, cells["people"], *(cells[age] for age in ages)])
            drawn.append(Bar(f"{county.name}: {name.name}", [cells["people"]]))
    title = _("People by gender and age, of those who said")
    return Figure(
        "gender_and_age",
        title,
        [
            Column("county", _("County")),
            Column("gender", _("Gender")),
            Column("people", _("People")),
            *(Column(f"age_{age or 'not_told'}", _(AGES[AgeBand(age) if age else ""])) for age in ages),
        ],
        rows,
        bars("gender_and_age", title, drawn),
        [_("Only months that are over."), *([_on(on)] if on else []), _few(),
         _("Counties are not added up here: a sum would tell what one of them hides.")],
    )  # fmt: skip


def _few() -> str:
    return _("Counts under %(fewest)s are not shown, nor what they could be worked out from.", fewest=FEWEST)


def by_side(
    asked: Asked, sent: list[bulletin_figures.Sent], side: str, title: str, heading: str, names: dict[str, str]
) -> Figure:
    """What became of the messages of these months, by something people have in common."""
    found, left_out = bulletin_figures.by_side(sent, side, asked.county)
    names = {**{str(key): _(word) for key, word in names.items()}, TOGETHER: _("Small ones together")}
    rows: list[list[Cell]] = []
    drawn = []
    for key, row in found.items():
        name = Named(key or "not_told", names.get(key, key))
        share = Veil.HIDDEN if row[HIDDEN] else percent(row["delivered"], row["people"])
        rows.append([name, row["people"], *(row[of] for of in SIDES), share])
        drawn.append(Bar(name.name, [row["delivered"], row["people"] - row["delivered"]], _share(row)))
    notes = [_few(), _("A person counts once for each bulletin.")]
    if left_out:
        notes.append(
            _(
                "Not in it, for they are not counted yet or too small to tell beside other counties: %(bulletins)s.",
                bulletins=", ".join(str(each.id) for each in left_out),
            )
        )
    return Figure(
        side,
        title,
        [
            Column(side, heading),
            Column("messages", _("Messages")),
            *(Column(of, _(SIDE_NAMES[of])) for of in SIDES),
            Column("delivered_percent", _("Share delivered")),
        ],
        rows,
        bars(side, title, drawn, [_("Delivered"), _("Not known to be delivered")]),
        notes,
    )


def _share(row: dict[str, int]) -> str:
    return _("%(part)s of %(whole)s", part=f"{row['delivered']:,}", whole=f"{row['people']:,}")
