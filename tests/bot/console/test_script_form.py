"""The form of a script: what it reads, what it refuses in words, and what it turns away as not ours."""

from dataclasses import replace

import pytest
from werkzeug.datastructures import MultiDict

from bot.console import script_acts
from bot.console.script_acts import offered, press
from bot.console.script_form import OF_LINE, OF_SEGMENT, ScriptForm
from bot.console.script_rows import Block, Row
from domain.languages import Language
from domain.refusals import Refusal
from domain.segments import Part, Segment, Speech
from messages.radio_offers import Replacement

SEASON = Segment(Part.SEASON, (Speech("Mtangazaji", "Mvua.", source="KMD; saini"), Speech("Msomaji", "Panda.")))
CLOSING = Segment(Part.CLOSING, (Speech("Mtangazaji", "Kwaheri."),), short=(Speech("Mtangazaji", "Haya."),))
ORIGINS = {"0": SEASON, "1": CLOSING}
MARKET = Replacement("piece 4", "Soko", Segment(Part.MARKET, (Speech("M", "Mbuzi."),), piece=4), foreign=False)
DRY = Replacement("piece 5", "Kiangazi", Segment(Part.SEASON, (Speech("M", "Kavu."),), piece=5), foreign=False)
OFFERS = {offer.key: offer for offer in (MARKET, DRY)}


def posted(**changes: str) -> "MultiDict[str, str]":
    """The two segments as a page sends them; `changes` are of the first field of a name."""
    form: MultiDict[str, str] = MultiDict({"version": "1", "base": "1"})
    for place, segment in ORIGINS.items():
        block = Block.of(segment, place)
        size, short = str(len(block.rows)), str(len(block.short))
        for name, value in zip(OF_SEGMENT, (place, "", "2", "0", "0", size, short), strict=True):
            form.add(name, value)
        for row in block.lines:
            for name in OF_LINE:
                form.add(name, str(getattr(row, name)))
    for name, value in changes.items():
        form.setlist(name, [value, *form.getlist(name)[1:]])
    return form


def read(**changes: str) -> ScriptForm:
    return ScriptForm.read(posted(**changes), ORIGINS)


def test_a_form_nobody_touched_says_what_the_script_says() -> None:
    assert read().segments(ORIGINS) == [SEASON, CLOSING]


@pytest.mark.parametrize(
    ("field", "value"),
    [("seconds", "ten"), ("seconds", "-1"), ("seconds", "3601"), ("seconds", "9" * 5000), ("words", "m" * 20_001),
     ("words", "ni " * 20_001), ("speaker", "m" * 81), ("cue", "m" * 301), ("title", "m" * 81)],
    ids=lambda value: value[:9],
)  # fmt: skip
def test_too_much_or_no_number_is_refused_in_words(field: str, value: str) -> None:
    form = read(**{field: value})

    with pytest.raises(Refusal):
        form.segments(ORIGINS)
    assert form.seconds < 20_000, "it is counted all the same"


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "xx"), ("was", "2"), ("was", "-1"), ("was", "a"), ("was", "²"), ("origin", "9"), ("origin", "x"),
     ("origin", ""), ("priority", "7"), ("size", "-1"), ("size", "9"), ("size", "0"), ("size", "9" * 30),
     ("version", "x"), ("base", "")],
)  # fmt: skip
def test_a_form_that_is_not_ours_is_turned_away(field: str, value: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        read(**{field: value})


@pytest.mark.parametrize("name", ["words", "was", "cut"])
def test_a_form_with_a_field_too_many_is_turned_away(name: str) -> None:
    form = posted()
    form.add(name, "0")

    with pytest.raises(ValueError, match=r"zip|^$"):
        ScriptForm.read(form, ORIGINS)


@pytest.mark.parametrize(
    "wish",
    ["up", "up 9", "up -1", "out 0.9", "out 0.-1", "out 0.", "jump 0", "jump 0.0", "swap 0", "swap 1", "add", "x", " "],
)
def test_a_button_that_is_not_ours_is_turned_away(wish: str) -> None:
    with pytest.raises((ValueError, KeyError, IndexError)):
        press(read(), wish, ["piece 9", "piece 4"], OFFERS)


def test_more_lines_than_anybody_listens_to_are_refused() -> None:
    form = read()
    season, closing = form.blocks
    long = replace(season, rows=season.rows * 151)
    wordy = replace(closing, cut=True, short=(Row(words="ni " * 6_600),) * 4)
    one_word = replace(season, rows=(Row(words="m" * 20_000),) * 11)

    for blocks in ((season, *[closing] * 60), (long,), (wordy,), (one_word,)):
        with pytest.raises(Refusal, match="at most 60 segments, 300 lines"):
            replace(form, blocks=blocks).segments(ORIGINS)


def test_a_line_that_moved_keeps_its_source_and_one_that_changed_loses_the_signature() -> None:
    form = press(read(), "down-line 0.0", [], {})
    assert form.segments(ORIGINS)[0].speeches == SEASON.speeches[::-1]

    changed = read(words="Mvua kubwa.").segments(ORIGINS)[0].speeches[0]
    assert (changed.words, changed.source) == ("Mvua kubwa.", "KMD; maneno yamebadilishwa")


def test_a_new_line_speaks_of_the_bulletin_of_its_segment_and_of_several_of_the_one_above() -> None:
    def line(words: str, bulletin: int | None = None) -> Speech:
        return Speech("M", words, bulletin=bulletin, approval=f"hash {bulletin}", source=f"Taarifa {bulletin}; saini")

    def kept(part: Part, lines: list[Speech], *rows: Row) -> list[tuple[int | None, str, str]]:
        block, origin = Block.of(Segment(part, tuple(lines)), "0"), Segment(part, tuple(lines))
        of = replace(block, rows=tuple(row if row.words else block.rows[int(row.was)] for row in rows)).segment(origin)
        return [(speech.bulletin, speech.approval, speech.source) for speech in of.speeches]

    music, first, second = Speech(cue="MUSIC", seconds=3), line("Moja.", 7), line("Mbili.", 8)
    seven, eight = ((of, f"hash {of}", f"Taarifa {of}; maneno yamebadilishwa") for of in (7, 8))
    assert kept(Part.BULLETIN, [music, first], Row(was="0", words="Mpya."), Row(words="Tena.")) == [seven, seven]
    as_before = [(of, f"hash {of}", f"Taarifa {of}; saini") for of in (7, 8)]
    rows = (Row(words="A."), Row("1"), Row(words="B."), Row("2"), Row(words="C."))
    told = kept(Part.HEADLINES, [Speech("M", "Haya."), first, second], *rows)
    assert told == [(None, "", ""), as_before[0], seven, as_before[1], eight]
    with pytest.raises(Refusal, match="No line of bulletin 7"):
        kept(Part.BULLETIN, [music, first], Row("0"))


def test_a_language_goes_with_its_words_and_swahili_has_no_tilde() -> None:
    kamba = Segment(Part.SEASON, (Speech("M", "Mbua nĩ nene.", language=Language.KAMBA),))
    block = Block.of(kamba, "0")
    other = replace(block, rows=(replace(block.rows[0], language=Language.SWAHILI),))

    assert other.segment(kamba) == kamba
    for row in (replace(other.rows[0], words="Mbua nĩ nene!"), Row(words="Kĩw'ũ.")):
        with pytest.raises(Refusal, match="looks like Kamba"):
            replace(block, rows=(row,)).segment(kamba)


def test_a_segment_without_a_line_is_not_kept() -> None:
    form = press(read(), "below 0", [], {})
    assert [block.part for block in form.blocks] == [Part.SEASON, Part.OWN, Part.CLOSING]

    assert form.segments(ORIGINS) == [SEASON, CLOSING]


def test_another_of_the_same_part_takes_its_place_and_in_an_own_segment_any() -> None:
    form = press(read(), "cut 0", [], OFFERS)
    swapped = press(form, "swap 0", ["piece 5", ""], OFFERS).blocks[0]
    assert (swapped.origin, swapped.cut, swapped.rows[0].words) == ("piece 5", True, "Kavu.")

    own = press(form, "below 0", [], OFFERS)
    taken = press(own, "swap 1", ["", "piece 4", ""], OFFERS).blocks[1]
    assert (taken.origin, taken.part) == ("piece 4", Part.MARKET)


def test_what_stands_in_the_script_is_not_offered_again_but_other_words_of_it_are() -> None:
    form = press(read(), "swap 0", ["piece 5", ""], OFFERS)
    taken, anew = form.blocks[0], replace(DRY, segment=Segment(Part.SEASON, (Speech("M", "Kavu sana."),), piece=5))

    assert offered(read().blocks[0], OFFERS, [SEASON]) == [DRY]
    assert offered(taken, OFFERS, form.standing(ORIGINS | {"piece 5": DRY.segment})) == []
    assert offered(taken, {"piece 5": anew}, [DRY.segment]) == [anew]
    assert offered(form.blocks[1], OFFERS) == [], "there is one closing"


def test_what_was_taken_in_and_is_no_longer_offered_is_lost() -> None:
    form = read(origin="piece 5")

    assert (form.lost, [block.origin for block in form.blocks]) == (("piece 5",), ["1"])


def test_figures_become_words_in_every_line_of_a_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script_acts, "spoken", lambda words, language: f"{words}{language}")

    form = press(read(), "spell 1", [], {})

    assert [row.words for row in form.blocks[1].lines] == ["Kwaheri.sw", "Haya.sw"]
    assert [row.words for row in form.blocks[0].lines] == ["Mvua.", "Panda."]
