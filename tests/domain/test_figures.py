"""What figures are made of: kept counts added up by hand, and nothing that tells one person or one report."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from domain import bulletin_figures, people_figures, radio_figures, reply_figures, response_times, text_costs
from domain.bulletin_figures import HIDDEN
from domain.db import next_id
from domain.figure_spans import Length, Span
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.replies import Topic
from domain.response_times import Wait
from domain.text_costs import Sort
from domain.texts import Reason, SingleText, new_text
from domain.veils import TOGETHER, Veil
from tests.figure_month import NOVEMBER, OCTOBER, air, at, count_people, make_counted, make_reply, make_report
from tests.make import ANY_VAULT, SAGALLA, make_officer, next_phone

MONTH = Span.ending(OCTOBER, Length.MONTH)
LATER = date(2026, 11, 24)


@pytest.fixture
def author(session: Session) -> Officer:
    return make_officer(session, "wambua", Grant(role=Role.OFFICER))


def test_a_span_is_whole_months_up_to_the_one_that_is_named():
    year = Span.ending(date(2026, 2, 1), Length.YEAR)

    assert (year.first, year.after, len(year.months)) == (date(2025, 3, 1), date(2026, 3, 1), 12)
    assert Span.ending(date(2026, 12, 1), Length.QUARTER).months == [date(2026, month, 1) for month in (10, 11, 12)]
    assert year.begins == datetime.fromisoformat("2025-03-01T00:00+03:00")


def test_a_bulletin_of_several_counties_is_each_ones_own_part_and_once_the_whole(session, author):
    of_kitui = {"accepted": 20, "delivered": 15, "failed": 4, "refused": 3}
    of_makueni = {"accepted": 9, "delivered": 5, "unknown": 4}
    make_counted(session, author, date(2026, 10, 5), {"kitui": of_kitui, "makueni": of_makueni})
    make_counted(session, author, date(2026, 10, 31), {"makueni": {"accepted": 1, "delivered": 1}}, counted=False)
    make_counted(session, author, date(2026, 11, 1), {"kitui": {"accepted": 7}})
    found = bulletin_figures.sent_in(session, ["kitui"], MONTH)
    everything = bulletin_figures.sent_in(session, None, MONTH)

    [kitui] = bulletin_figures.lines(found, "kitui")
    assert (kitui.sent, kitui.cost, kitui.paid) == (23, Veil.HIDDEN, {})  # the price of one message is known
    assert kitui.became == {"reached": 15, "on_its_way": Veil.HIDDEN, "failed": Veil.HIDDEN, "unknown": Veil.HIDDEN}
    whole, running = bulletin_figures.lines(everything, None)
    assert (whole.sent, whole.became) == (36, {"reached": 20, "on_its_way": 5, "failed": 7, "unknown": 4})
    assert (running.sent, running.bulletin.counted_at) == (1, None)
    assert bulletin_figures.total([whole, running], "reached") == 21
    assert bulletin_figures.cost([whole, running]) == Decimal("27.2")
    assert whole.paid == {"africastalking": Decimal("26.4")}


def test_one_or_two_people_of_a_county_are_in_no_line_of_it(session, author):
    make_counted(session, author, OCTOBER, {"kitui": {"accepted": 20, "delivered": 20}, "makueni": {"accepted": 2}})
    [makueni] = bulletin_figures.lines(bulletin_figures.sent_in(session, ["makueni"], MONTH), "makueni")

    assert (makueni.sent, makueni.cost, makueni.paid) == (Veil.HIDDEN, Veil.HIDDEN, {})
    assert bulletin_figures.total([makueni], "sent") == 0


FEW = {"female": {"delivered": 9, "failed": 1}, "male": {"delivered": 7, "failed": 6}, "": {"delivered": 48}}
MANY = {"female": {"delivered": 5, "failed": 5}, "male": {"delivered": 4, "failed": 3}}


def test_sums_over_bulletins_tell_no_small_group_that_one_of_them_hides(session, author):
    make_counted(session, author, OCTOBER, {"kitui": {"accepted": 71}}, split={"kitui": {"gender": FEW}})
    make_counted(session, author, date(2026, 10, 9), {"kitui": {"accepted": 17}}, split={"kitui": {"gender": MANY}})
    found, left_out = bulletin_figures.by_side(bulletin_figures.sent_in(session, ["kitui"], MONTH), "gender", "kitui")

    assert not left_out
    # Of the first, a woman who was missed is hidden, with the men for company; of the second all is told.
    assert found["female"] == {"people": 20, "delivered": 5, "on_its_way": 0, "missed": 5, "unknown": 0, HIDDEN: 10}
    assert found["male"] == {"people": 20, "delivered": 4, "on_its_way": 0, "missed": 3, "unknown": 0, HIDDEN: 13}
    assert found[""]["people"] == 48
    assert TOGETHER not in found


def test_a_part_of_several_counties_is_told_by_gender_only_where_nobody_is_few(session, author):
    sums = {"kitui": {"accepted": 17}, "makueni": {"accepted": 17}}
    make_counted(session, author, OCTOBER, sums, split={"kitui": {"gender": MANY}, "makueni": {"gender": MANY}})
    small = make_counted(session, author, OCTOBER, sums, split={"kitui": {"gender": MANY}, "makueni": {"gender": FEW}})
    sent = bulletin_figures.sent_in(session, None, MONTH)
    found, left_out = bulletin_figures.by_side(sent, "gender", "kitui")

    assert {key: row["people"] for key, row in found.items()} == {"female": 10, "male": 7}
    assert [each.id for each in left_out] == [small.id]
    assert bulletin_figures.by_side(sent, "gender", None)[1] == []


def test_weeks_and_days_are_those_that_were_counted(session):
    groups = {("sw", "", ""): 100, ("kam", "female", "old"): 50}
    count_people(session, "kitui", date(2026, 10, 5), 12, groups)
    count_people(session, "makueni", date(2026, 10, 5), 12, {("sw", "", ""): 1000, ("dav", "", ""): -10})
    weeks = people_figures.weeks(session, ["kitui"], MONTH, newest=date(2026, 10, 18))

    assert people_figures.days(session, ["kitui"], MONTH)[-1] == (date(2026, 10, 16), 172, 4, 2)
    assert [(week.monday.day, week.joined, week.left) for week in weeks] == [(5, 28, 14), (12, None, None)]
    assert people_figures.last_counted(session, MONTH) == date(2026, 10, 16)
    by_language = people_figures.by_language(session, ["kitui", "makueni"], date(2026, 10, 16))
    people, of = by_language["kitui"]
    assert (people, of[Language.KAMBA]) == (172, 61)
    people, of = by_language["makueni"]
    assert people == 1012
    assert {of[Language.TAITA], of[Language.SWAHILI]} == {Veil.HIDDEN}  # the sum less one is the other


def test_one_or_two_who_joined_or_left_are_in_no_week_and_cannot_be_worked_out(session):
    assert people_figures.few_changes(40, 2) == (Veil.HIDDEN, Veil.FEW)  # what people grew by would tell the two
    assert people_figures.few_changes(0, 1) == (Veil.HIDDEN, Veil.FEW)
    assert people_figures.few_changes(3, 0) == (3, 0)
    count_people(session, "kitui", date(2026, 10, 5), 8, {("sw", "", ""): 100})
    count_people(session, "makueni", date(2026, 10, 5), 8, {("sw", "", ""): 100})
    found = [people_figures.weeks(session, counties, MONTH, date(2026, 10, 12))
             for counties in (["kitui"], ["kitui", "makueni"])]  # fmt: skip

    assert [week[1:] for week in found[0]] == [(14, 7), (Veil.FEW, Veil.FEW)]
    assert [week[1:] for week in found[1]] == [(28, 14), (Veil.HIDDEN, Veil.HIDDEN)]


def test_genders_and_ages_are_told_of_three_people_or_more(session):
    groups = {("sw", "", ""): 90, ("sw", "female", "old"): 2, ("sw", "female", "young"): 8, ("kam", "male", "old"): 12}
    count_people(session, "kitui", OCTOBER, 1, groups)
    table = people_figures.by_gender_and_age(session, "kitui", OCTOBER)

    assert {gender: row["people"] for gender, row in table.items()} == {"female": 10, "male": 12, "": 90}
    assert {table["female"]["young"], table["female"]["old"]} == {Veil.HIDDEN}  # ten less eight are two
    assert table["male"]["old"] is Veil.HIDDEN  # else the sum of the old would tell the two women
    assert table[""][""] == 90


def test_waits_are_those_of_months_that_are_over_and_their_clocks(session, author):
    for minutes in range(30, 361, 30):  # twelve; the clock of medium is four hours
        make_report(session, author, date(2026, 10, 7), taken_up=minutes, checked=minutes + 60)
    make_report(session, author, date(2026, 11, 7), taken_up=5)
    make_report(session, author, date(2026, 10, 7), taken_up=5, ward=SAGALLA)
    make_report(session, author, date(2026, 10, 7), taken_up=5).mass = True
    session.flush()
    told = response_times.told(session, ["kitui"], Span.ending(NOVEMBER, Length.QUARTER), LATER)
    taken_up, checked, closed, answered = told[4:]

    assert {each.month for each in told} == {date(2026, 9, 1), OCTOBER}
    assert (taken_up.of, taken_up.done, taken_up.in_time) == (12, 12, 8)
    assert (taken_up.median, taken_up.ninth) == (timedelta(hours=3), timedelta(minutes=330))
    assert (checked.done, checked.median, checked.in_time) == (12, timedelta(hours=1), 12)
    assert (closed.wait, closed.done, closed.median, closed.in_time) == (Wait.CLOSED, 0, None, None)
    assert (answered.wait, answered.of) == (Wait.ANSWERED, 0)


def test_a_month_of_few_reports_tells_nothing_of_them(session, author):
    for minutes in (10, 20):
        make_report(session, author, OCTOBER, taken_up=minutes, checked=500)
    for minutes in (10, 20, 30, None):
        make_report(session, author, OCTOBER, taken_up=minutes, ward=SAGALLA)
    kitui, *_ = response_times.told(session, ["kitui"], MONTH, LATER)
    voi, *_ = response_times.told(session, ["taita-taveta"], MONTH, LATER)

    assert (kitui.of, kitui.done, kitui.median, kitui.in_time) == (Veil.FEW, Veil.HIDDEN, None, Veil.HIDDEN)
    assert (voi.of, voi.done, voi.in_time) == (4, Veil.HIDDEN, Veil.HIDDEN)  # one that nobody took up is not pointed at
    assert (voi.median, voi.ninth) == (None, None)


def test_no_small_number_can_be_worked_out_from_the_steps_of_a_month():
    """Every month of at most twelve reports: whatever is shown, each small number could have been another as well."""
    within, most = timedelta(minutes=10), timedelta(hours=1)
    months: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for closed, checked, taken_up, came in combinations_with_replacement(range(13), 4):
        done = {Wait.TAKEN_UP: taken_up, Wait.CHECKED: checked, Wait.CLOSED: closed}
        waits = {wait: [(within, most)] * number + [(None, most)] * (came - number) for wait, number in done.items()}
        told = response_times.of_month(OCTOBER, "kitui", {**waits, Wait.ANSWERED: []})
        shown = tuple((each.of, each.done, each.in_time, each.median, each.ninth) for each in told)
        months.setdefault(shown, []).append((came, came - taken_up, taken_up - checked, checked - closed, closed))

    for same in months.values():
        for numbers in zip(*same, strict=True):
            assert set(numbers) not in ({1}, {2})


def test_messages_are_counted_by_month_but_not_what_came_by_a_report(session):
    for answered_after in (1, 2, 5, None, None, None):
        make_reply(session, date(2026, 10, 9), "kitui", answered_after)
    make_reply(session, date(2026, 10, 9), None, 2, Topic.FEEDBACK)
    make_reply(session, date(2026, 11, 9), "kitui", None)
    by_report = make_reply(session, date(2026, 10, 9), "kitui", None, Topic.FEEDBACK)
    by_report.phone_lookup = by_report.phone_sealed = None
    session.flush()
    [told] = reply_figures.told(session, ["kitui"], Span.ending(NOVEMBER, Length.QUARTER), LATER)

    assert told == (OCTOBER, "kitui", Topic.QUESTION, 6, 3, timedelta(hours=2))
    of_none = reply_figures.told(session, None, MONTH, LATER)[0]
    assert of_none == (OCTOBER, "", Topic.FEEDBACK, Veil.FEW, Veil.HIDDEN, None)


def test_scripts_are_followed_to_the_air(session, author):
    air(session, author, date(2026, 10, 5))

    assert radio_figures.weeks(session, ["kitui"], MONTH) == [(date(2026, 10, 5), 2, 2, 1, 1, 2)]
    assert radio_figures.on_air(session, ["kitui"], MONTH) == [("Radio Mbithi", 1, 2, 20, 4)]
    assert radio_figures.weeks(session, ["makueni"], MONTH) == []


def test_texts_about_reports_are_in_one_sum_with_tests_once_their_month_is_over(session):
    for reason in (*Reason, Reason.REPLY):  # whatever they are for, they are of some sort
        text = new_text(
            next_id(session, SingleText),
            ANY_VAULT,
            next_phone(),
            "Asante.",
            reason=reason,
            sender=None,
            now=at(date(2026, 10, 31), 23),
        )
        text.cost = Decimal("0.8")
        session.add(text)
    session.flush()
    told = {
        (OCTOBER, Sort.REPLIES, 2, Decimal("1.6")),
        (OCTOBER, Sort.ANSWERS, 1, Decimal("0.8")),
        (OCTOBER, Sort.INVITATIONS, 3, Decimal("2.4")),
        (OCTOBER, Sort.SERVICE, 4, Decimal("3.2")),
    }

    assert {cost.sort for cost in text_costs.costs(session, MONTH, date(2026, 10, 31))} == {*Sort} - {Sort.SERVICE}
    assert {*text_costs.costs(session, MONTH, LATER)} == told
    assert [text_costs.keep(session, day) for day in (date(2026, 11, 3), LATER, LATER)] == [0, 4, 0]
    session.execute(update(SingleText).values(created_at=at(NOVEMBER)))
    assert {*text_costs.costs(session, MONTH, LATER)} == told  # as it was kept
    quarter = text_costs.costs(session, Span.ending(NOVEMBER, Length.QUARTER), LATER)
    assert [cost.texts for cost in quarter] == [1, 3, 2, 4, 1, 3, 2]
