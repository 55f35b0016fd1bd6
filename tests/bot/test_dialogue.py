"""The USSD conversation: keys in, screens out, and a walk over everything that can be reached."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import words
from bot.actions import Join, Leave, Move, Speak
from bot.dialogue import Turn, answer, walk
from bot.menus import STEPS
from bot.screens import BUDGET, View, pages
from bot.talk import Caller, LatestWarning, State
from domain.areas import Gazetteer
from domain.incidents import Kind, Report, When
from domain.languages import Language
from messages.catalog import Catalog

PLACES = Gazetteer.from_files()
CATALOG = Catalog.load(Path("locales"))
# As it will be when speakers have put their names to every sentence that has words.
SIGNED = Catalog(
    {lang: {key: replace(entry, signed=True) for key, entry in said.items()} for lang, said in CATALOG.entries.items()}
)
MUTHA = "kitui.kitui-south.mutha"
LONGEST = ("kitui.mwingi-north.tharaka", "kitui.kitui-west.kwa-mutonga-kithumula", "kitui.kitui-rural.mbitini",
           "makueni.makueni.nzaui-kilili-kalamba", "kitui.mwingi-central.central")  # fmt: skip
WARNING = LatestWarning("Ukame: hali ni ya tahadhari. Uza mifugo dhaifu mapema. " * 6, Language.SWAHILI)


STRANGER = Caller()


def after(keys: list[str], caller: Caller = STRANGER, catalog: Catalog = CATALOG) -> Turn:
    """The turn a person is at when they have pressed these keys."""
    turn = answer(caller, State(), "", PLACES, catalog)
    for key in keys:
        turn = answer(caller, turn.state, key, PLACES, catalog)
    return turn


SUBSCRIBER = Caller(Language.SWAHILI, (MUTHA,))


def test_an_unknown_phone_is_asked_for_its_language_first():
    turn = after([])

    assert "1 Kiswahili" in turn.screen.text
    assert "4 English" in turn.screen.text


def test_a_stranger_joins_by_county_constituency_ward_and_consent():
    turn = after(["4", "1", "1", "9", "8", "3", "9", "1"])

    assert turn.action == Join((MUTHA,), Language.ENGLISH)
    assert turn.screen.ends
    assert "Mutha" in turn.screen.text


def test_the_consent_screens_say_who_speaks_what_is_kept_and_how_to_leave():
    at_consent = ["4", "1", "1", "9", "8", "3"]
    shown = after(at_consent).screen.text + after([*at_consent, "9"]).screen.text

    for part in ("NDMA", "number", "ward", "language", "STOP", "1 Yes"):
        assert part in shown


def test_who_does_not_agree_is_not_subscribed():
    turn = after(["4", "1", "1", "9", "8", "3", "9", "2"])

    assert turn.screen.ends
    assert turn.action is None


def test_a_kamba_speaker_joins_in_swahili_and_is_still_kamba():
    note = after(["2", "1"])
    turn = after(["2", "1", "1", "1", "9", "8", "3", "9", "1"])

    assert note.screen.text.startswith("Kikamba: ")
    assert "Umejiunga" in turn.screen.text
    assert turn.action == Join((MUTHA,), Language.KAMBA)


def test_a_subscriber_goes_straight_to_the_menu_in_their_language():
    turn = after([], SUBSCRIBER)

    assert turn.screen.text.startswith("Mbiu\n1 Onyo")


def test_a_warning_pages_between_words_and_ends_with_its_last_page():
    caller = replace(SUBSCRIBER, warning=lambda: WARNING)
    read, keys = "", ["1"]
    while True:
        turn = after(keys, caller)
        read += " " + turn.screen.text.removesuffix("\n9 Zaidi\n0 Rudi")
        if turn.screen.ends:
            break
        keys.append("9")

    assert read.split() == WARNING.text.split()


def test_no_warning_does_not_sound_like_no_drought():
    assert "onyo jipya" in after(["1"], SUBSCRIBER).screen.text


@pytest.mark.parametrize(
    ("keys", "action"),
    [
        (["3", "3", "4", "1", "1"], Move(("taita-taveta.voi.mbololo",))),
        (["3", "3", "4", "1", "2"], Move((MUTHA, "taita-taveta.voi.mbololo"))),
        (["4", "4"], Speak(Language.ENGLISH)),
        (["6", "1"], Leave()),
        (["6", "2"], None),
        (["2", "3", "1", "2", "0"], Report(Kind.LIVESTOCK_THEFT, MUTHA, When.TODAY, "", Language.SWAHILI)),
    ],
)
def test_what_a_subscriber_can_decide(keys, action):
    assert after(keys, SUBSCRIBER).action == action


def test_five_wards_are_the_most():
    five = Caller(Language.SWAHILI, tuple(PLACES.wards(["kitui"])[:5]))

    assert after(["3", "3", "4", "1"], five).action == Move(("taita-taveta.voi.mbololo",))


def test_a_stranger_can_report_without_joining():
    turn = after(["4", "2", "4", "1", "9", "8", "3", "1", "Camels in the maize at the pan"])

    assert turn.action == Report(
        Kind.HERDER_FARMER, MUTHA, When.NOW, "Camels in the maize at the pan", Language.ENGLISH
    )
    assert "not the police" in turn.screen.text
    assert "999" in turn.screen.text


def test_an_attack_shows_the_numbers_before_any_question():
    assert "999 / 112" in after(["4", "2", "1"]).screen.text


@pytest.mark.parametrize("language", ["1", "2", "3", "4"])
def test_a_sexual_or_child_report_ends_at_once_with_numbers_and_leaves_nothing(language):
    keys = [language, "2", "9", "7"] if language in "14" else [language, "2", "1", "9", "7"]
    turn = after(keys)

    assert turn.screen.ends
    assert "1195" in turn.screen.text
    assert "116" in turn.screen.text
    assert turn.action is None
    assert turn.state == State()


def test_a_wrong_key_repeats_the_screen_with_a_hint():
    right, wrong = after(["3"], SUBSCRIBER), after(["3", "7"], SUBSCRIBER)

    assert wrong.screen.text == "Jaribu tena.\n" + right.screen.text
    assert wrong.state == right.state


def test_a_key_that_is_only_on_the_next_page_is_not_taken():
    assert after(["3", "1", "8"], SUBSCRIBER).mistaken


def test_back_walks_the_way_back_and_pages_first():
    forward = after(["3", "1"], SUBSCRIBER)

    assert after(["3", "1", "9", "0"], SUBSCRIBER).screen == forward.screen
    assert after(["3", "1", "9", "0", "0", "0"], SUBSCRIBER).screen == after([], SUBSCRIBER).screen


def test_a_deep_dial_walks_through_its_screens():
    turn, actions = walk(SUBSCRIBER, State(), "2*3*1*2*ng'ombe 3 * mbuzi 9", PLACES, CATALOG)

    assert turn.screen.ends
    assert actions == [Report(Kind.LIVESTOCK_THEFT, MUTHA, When.TODAY, "ng'ombe 3 * mbuzi 9", Language.SWAHILI)]


def test_a_deep_dial_never_agrees_to_a_consent_that_was_not_shown():
    for typed in ("4*1*1*9*8*3*9*1", "4*1*1*9*8*3*1"):
        turn, actions = walk(STRANGER, State(), typed, PLACES, CATALOG)

        assert turn == after(["4", "1", "1", "9", "8", "3"])
        assert actions == []

    turn, actions = walk(STRANGER, turn.state, "9*1", PLACES, CATALOG)
    assert actions == [], "its second page has not been read"
    assert walk(STRANGER, turn.state, "1", PLACES, CATALOG)[1] == [Join((MUTHA,), Language.ENGLISH)]


AT_A_SENTENCE = State(step="sentence", language="sw", kind=Kind.OTHER, area=MUTHA, when=When.NOW)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
def test_stop_at_any_step_leaves_and_says_so(language, catalog):
    caller = Caller(language, LONGEST[:4], warning=lambda: WARNING)
    for step in STEPS:
        state = State(step, language, ahead="leave", road="move", area=MUTHA, kind=Kind.WILDLIFE, when="now")
        turn = answer(caller, state, "Stop!", PLACES, catalog)

        assert turn.action == Leave()
        assert turn.screen.ends
        assert turn.state == State()
        spoken = language if catalog.speaks(language, [words.LEFT]) else Language.SWAHILI
        assert catalog.say(words.LEFT, spoken) in turn.screen.text
        assert len(turn.screen.text) <= BUDGET


def test_stop_from_who_never_joined_ends_with_just_that():
    turn = after(["4", "STOP"])

    assert turn.screen.ends
    assert turn.screen.text == "You have not joined Mbiu."
    assert after(["acha"], Caller(former=(MUTHA,))).screen.text.startswith("Umejiondoa")


def test_stop_comes_through_a_deep_dial():
    assert walk(SUBSCRIBER, State(), "2*STOP", PLACES, CATALOG)[1] == [Leave()]


def test_a_sentence_that_is_more_than_stop_is_a_report():
    turn = answer(SUBSCRIBER, AT_A_SENTENCE, "Stop the fighting", PLACES, CATALOG)

    assert turn.action == Report(Kind.OTHER, MUTHA, When.NOW, "Stop the fighting", Language.SWAHILI)


@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
@pytest.mark.parametrize("language", list(Language))
def test_a_typed_sentence_of_sexual_violence_ends_with_helplines_and_is_not_kept(language, catalog):
    turn = answer(SUBSCRIBER, replace(AT_A_SENTENCE, language=language), "walinibaka jana", PLACES, catalog)

    assert turn.action is None
    assert turn.screen.ends
    assert turn.state == State()
    assert "1195" in turn.screen.text
    assert len(turn.screen.text) <= BUDGET


def test_a_warning_that_became_shorter_while_it_was_read_is_shown_to_its_end():
    long, short = (LatestWarning("Ukame. Hifadhi maji. " * times, Language.SWAHILI) for times in (30, 8))
    reading = after(["1", "9", "9"], replace(SUBSCRIBER, warning=lambda: long))
    now = replace(SUBSCRIBER, warning=lambda: short)

    assert reading.state.page == 2
    assert answer(now, reading.state, "9", PLACES, CATALOG) == after(["1", "9"], now)
    assert answer(now, reading.state, "0", PLACES, CATALOG) == after(["1"], now)


def test_a_deep_dial_stops_at_the_first_wrong_key():
    turn, actions = walk(SUBSCRIBER, State(), "4*8*1", PLACES, CATALOG)

    assert turn.mistaken
    assert actions == []


def test_the_state_survives_json_and_unknown_fields():
    state = after(["2", "3"], SUBSCRIBER).state

    assert State.from_json(state.to_json()) == state
    assert State.from_json('{"step": "menu", "invented": 1}') == State(step="menu")
    assert State.from_json("") == State()


def test_a_long_word_is_cut_rather_than_lost():
    shown = pages(View(text="x" * 300, ends=True), "More", "Try again.")

    assert "".join(line for page in shown for line in page.lines if line.startswith("x")) == "x" * 300


CALLERS = (
    Caller(),
    Caller(wards=LONGEST),
    Caller(wards=LONGEST[:4], warning=lambda: WARNING),
)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
def test_every_screen_that_can_be_reached_fits_every_phone(language, catalog):
    steps: set[str] = set()
    for caller in CALLERS:
        known = replace(caller, language=language if caller.wards else None)
        reached = reach(known, language, catalog)
        steps |= {state.step for _, state in reached}
        for text, _ in reached:
            assert len(text) <= BUDGET, text
            assert text.isascii(), text
            assert text.strip(), "an empty screen ends the session with an error"

    assert steps >= STEPS.keys() - {"in_swahili"}


def reach(caller: Caller, language: Language, catalog: Catalog) -> set[tuple[str, State]]:
    """Every screen of one caller in one language: each key that is shown, and one that is not."""
    opening = answer(caller, State(), "", PLACES, catalog)
    waiting, seen = [opening], {_place(opening)}
    while waiting:
        turn = waiting.pop()
        keys = ["x", *(line[0] for line in turn.screen.text.splitlines() if line[0].isdigit())]
        for key in keys if not turn.screen.ends else []:
            then = answer(caller, turn.state, key, PLACES, catalog)
            if _place(then) not in seen and then.state.language in ("", language):
                seen.add(_place(then))
                waiting.append(then)
    return seen


def _place(turn: Turn) -> tuple[str, State]:
    """Where the walk is: the screen, and the answers that a later screen can still show."""
    state = replace(turn.state, trail=turn.state.trail[-1:], when="")
    depth = {
        "kind": 0,
        "call_first": 0,
        "where": 0,
        "county": 0,
        "constituency": 1,
        "ward": 2,
        "when": 0,
        "sentence": 0,
    }
    state = replace(state, area=".".join(state.area.split(".")[: depth.get(state.step, 3)]))
    if state.step in ("kind", "county", "constituency", "ward"):
        state = replace(state, kind="")
    return turn.screen.text, state


@pytest.mark.parametrize("language", list(Language))
def test_the_typed_sentence_is_asked_for_on_one_screen(language):
    state = State(step="sentence", language=language, kind=Kind.OTHER, area=MUTHA, when=When.NOW)
    empty = answer(SUBSCRIBER, state, " ", PLACES, SIGNED)

    assert empty.mistaken
    assert SIGNED.say(words.WHO_SEES, language) in empty.screen.text
    assert len(empty.screen.text) <= BUDGET
