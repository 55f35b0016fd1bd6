"""What two versions of a script differ in: segments that moved, came, went or were left out, and lines word by word."""

from dataclasses import replace

import pytest

from domain.script_changes import Mark, changes
from domain.segments import Part, Priority, Segment, Speech

ADDED, REMOVED, SAME = Mark.ADDED, Mark.REMOVED, Mark.SAME


def of(part: Part, *words: str) -> Segment:
    return Segment(part, tuple(Speech(words=said) for said in words))


A, B, C = of(Part.OPENING, "Karibu."), of(Part.SEASON, "Mvua.", "Panda."), of(Part.CLOSING, "Kwaheri.")


def test_nothing_differs_between_a_version_and_itself() -> None:
    assert all(change.same for change in changes([A, B, C], [A, B, C]))


@pytest.mark.parametrize(
    ("new", "moved"),
    [([B, A, C], 1), ([C, A, B], 1), ([C, B, A], 2), ([A, B, C], 0)],
)
def test_the_fewest_segments_moved_that_explain_the_order(new: list[Segment], moved: int) -> None:
    found = changes([A, B, C], new)

    assert sum(change.moved for change in found) == moved
    assert [change.after for change in found] == new
    assert not any(change.reworded for change in found)


def test_a_segment_that_is_gone_is_shown_where_it_stood_and_a_new_one_where_it_stands() -> None:
    own = of(Part.OWN, "Mkutano.")

    found = changes([A, B, C], [A, own, C])

    assert [(change.before, change.after) for change in found] == [(A, A), (B, None), (None, own), (C, C)]


def test_a_segment_left_out_is_no_line_that_changed() -> None:
    [change] = changes([B], [replace(B, cut=True, priority=Priority.LOW)])

    assert (change.same, change.reworded, change.moved) == (False, False, False)


def test_a_changed_line_is_marked_word_by_word_and_others_as_a_whole() -> None:
    [change] = changes([B], [of(Part.SEASON, "Mvua kubwa.", "Panda.", "Vuna.")])

    assert [(line.mark, line.parts) for line in change.lines] == [
        (SAME, ((REMOVED, "Mvua."), (ADDED, "Mvua kubwa."))),
        (SAME, ((SAME, "Panda."),)),
        (ADDED, ((ADDED, "Vuna."),)),
    ]


def test_of_a_line_only_the_words_that_changed_are_marked() -> None:
    [change] = changes([of(Part.OWN, "Maji ya mto ni safi.")], [of(Part.OWN, "Maji ya kisima ni safi.")])

    [line] = change.lines
    assert line.parts == ((SAME, "Maji ya"), (REMOVED, " mto"), (ADDED, " kisima"), (SAME, " ni safi."))


def test_a_change_of_the_shorter_form_alone_is_seen() -> None:
    [change] = changes([B], [replace(B, short=(Speech(words="Mvua."),))])

    assert [line.mark for line in change.short] == [ADDED]
    assert all(line.mark is SAME for line in change.lines)


def test_a_line_longer_than_anybody_reads_aloud_is_compared_as_a_whole() -> None:
    old, new = "ni " * 10_000 + "a", "na " * 10_000 + "a"
    [change] = changes([of(Part.SEASON, old)], [of(Part.SEASON, new)])

    assert [line.parts for line in change.lines] == [((REMOVED, old), (ADDED, new))]
