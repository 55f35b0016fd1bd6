"""What goes first where a slot is short, what is read in brief, and what never goes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.segments import Part, Priority, Segment, Speech
from messages.radio_cuts import fit
from messages.radio_timing import running_time

LOW, MIDDLE, HIGH, MUST = Priority.LOW, Priority.MIDDLE, Priority.HIGH, Priority.MUST


def lasting(priority: Priority, seconds: int, short: int | None = None, *, cut: bool = False) -> Segment:
    """A segment of music, so that its length is its seconds."""
    brief = () if short is None else (Speech(cue="MUSIC", seconds=short),)
    return Segment(Part.OWN, (Speech(cue="MUSIC", seconds=seconds),), brief, priority, cut=cut)


SCRIPT = [
    lasting(MUST, 200, 100),
    lasting(HIGH, 200, 50),
    lasting(LOW, 100),
    lasting(MIDDLE, 100, 10),
    lasting(LOW, 100),
    lasting(HIGH, 100),
    lasting(MUST, 100),
    lasting(MIDDLE, 900, cut=True),
]  # 900 seconds without what an officer cut


def test_what_fits_is_left_alone_but_for_what_an_officer_cut() -> None:
    fitted = fit(SCRIPT, 15)

    assert (fitted.seconds, fitted.over, fitted.left_out, fitted.shortened) == (900, 0, [], [])
    assert fitted.segments == SCRIPT[:7]
    assert fitted.places == [0, 1, 2, 3, 4, 5, 6]


def test_the_least_important_goes_first_and_of_equals_the_last() -> None:
    assert fit(SCRIPT, 14).left_out == [4]
    assert fit(SCRIPT, 12).left_out == [4, 2]
    assert fit(SCRIPT, 10).left_out == [4, 2, 3]


def test_what_matters_is_shortened_before_it_is_left_out() -> None:
    eleven, nine, six, five = fit(SCRIPT, 11), fit(SCRIPT, 9), fit(SCRIPT, 6), fit(SCRIPT, 5)

    assert (eleven.left_out, eleven.shortened, eleven.seconds) == ([4, 2], [3], 610)
    assert (nine.left_out, nine.shortened, nine.seconds) == ([4, 2], [3, 1], 460)
    assert (six.left_out, six.shortened, six.seconds) == ([4, 2, 5], [3, 1], 360)
    assert (five.left_out, five.shortened, five.seconds) == ([4, 2, 3, 1, 5], [], 300)
    assert nine.segments[1].speeches == SCRIPT[1].short


def test_what_had_to_go_for_one_long_segment_comes_back_once_that_is_gone() -> None:
    script = [lasting(MUST, 150), lasting(HIGH, 500), lasting(LOW, 60), lasting(MIDDLE, 60), lasting(MIDDLE, 30)]

    fitted = fit(script, 5)

    assert (fitted.left_out, fitted.places, fitted.seconds) == ([1], [0, 2, 3, 4], 300)


def test_what_must_be_said_stays_and_the_script_says_how_much_too_long_it_is() -> None:
    fitted = fit(SCRIPT, 2)

    assert (fitted.places, fitted.shortened, fitted.seconds, fitted.over) == ([0, 6], [0], 200, 80)


def test_a_cut_that_saves_nothing_is_not_made() -> None:
    script = [lasting(MUST, 100, 150), lasting(LOW, 0), lasting(HIGH, 30, 30)]

    assert (fit(script, 1).left_out, fit(script, 1).shortened) == ([2], [])


scripts = st.lists(
    st.builds(
        lasting, st.sampled_from(Priority), st.integers(0, 300), st.none() | st.integers(0, 300), cut=st.booleans()
    ),
    max_size=12,
)


@given(scripts, st.integers(0, 40))
def test_a_slot_is_kept_where_it_can_be(script: list[Segment], minutes: int) -> None:
    fitted = fit(script, minutes)
    must = {place for place, segment in enumerate(script) if segment.priority is MUST and not segment.cut}

    assert fitted.seconds == running_time(fitted.segments)
    assert must <= set(fitted.places)
    assert sorted([*fitted.places, *fitted.left_out]) == [place for place, one in enumerate(script) if not one.cut]
    assert set(fitted.shortened) <= set(fitted.places)
    if fitted.over:
        read = zip(fitted.places, fitted.segments, strict=True)
        assert {place for place, segment in read if running_time([segment])} <= must
        assert fitted.seconds == minutes * 60 + fitted.over


@given(scripts, st.integers(0, 40))
def test_nothing_is_cut_that_there_is_room_for(script: list[Segment], minutes: int) -> None:
    fitted = fit(script, minutes)
    spare = minutes * 60 - fitted.seconds

    for place in fitted.left_out:
        assert running_time([script[place]]) > spare
    for place in fitted.shortened:
        whole, brief = (
            running_time([one]) for one in (script[place], replace(script[place], speeches=script[place].short))
        )
        assert whole - brief > spare
