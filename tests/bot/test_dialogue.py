"""The USSD conversation: keys in, screens out, and a walk over everything that can be reached."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot import words
from bot.actions import Become, Confide, Describe, Erase, Join, Leave, Locate, Move, Pause, Speak, TakeBack, Tell
from bot.dialogue import Turn, answer, walk
from bot.menus import STEPS
from bot.referrals import CHOICES, MORE_CHOICES
from bot.resuming import can_be_resumed
from bot.screens import BUDGET, Page, View, pages
from bot.talk import JUST_FILED, Caller, LatestWarning, State, Talk
from domain import area_files
from domain.areas import around, fold
from domain.intake import Report
from domain.languages import Language
from domain.replies import Topic
from domain.reporters import CallTime
from domain.restricted_reports import RestrictedKind
from domain.sightings import Hurt, Source, When
from domain.subscribers import AgeBand, Gender
from domain.subscribers import Kind as SubscriberKind
from domain.taxonomy import Kind
from messages.catalog import Catalog

PLACES = area_files.gazetteer()
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
        (["3", "1", "1", "1", "3", "4", "1"], Move(("taita-taveta.voi.mbololo",))),
        (["3", "1", "2", "3", "4", "1"], Move((MUTHA, "taita-taveta.voi.mbololo"))),
        (["3", "2", "4"], Speak(Language.ENGLISH)),
        (["3", "3", "1"], Become(SubscriberKind.INTERMEDIARY)),
        (["3", "3", "2"], Become(SubscriberKind.PERSON)),
        (["3", "4", "1"], Pause(30)),
        (["3", "5", "1"], Leave()),
        (["3", "5", "2"], None),
        (["3", "9", "8", "1"], Erase()),
        (["3", "9", "8", "2"], None),
        (["3", "6", "1", "3"], Describe(Gender.FEMALE, AgeBand.OLD)),
        (["3", "6", "3", "1"], Describe(None, AgeBand.YOUNG)),
        (["3", "6", "3", "4"], None),
        (["2", "3", "1", "2"], Report(Kind.LIVESTOCK_THEFT, MUTHA, When.TODAY, "", Language.SWAHILI)),
        (["5", "Mvua itanyesha lini?"], Tell("Mvua itanyesha lini?", Topic.QUESTION, Language.SWAHILI)),
        (["5", "Wezi wameiba mbuzi", "2"], Tell("Wezi wameiba mbuzi", Topic.QUESTION, Language.SWAHILI)),
        (
            ["5", "Wezi wameiba mbuzi", "1", "3", "1", "1"],
            Report(Kind.LIVESTOCK_THEFT, MUTHA, When.NOW, "Wezi wameiba mbuzi", Language.SWAHILI),
        ),
        (["5", "0"], None),
    ],
)
def test_what_a_subscriber_can_decide(keys, action):
    assert after(keys, SUBSCRIBER).action == action


def test_five_wards_are_the_most():
    five = Caller(Language.SWAHILI, tuple(PLACES.wards(["kitui"])[:5]))
    shown = after(["3", "1"], five).screen.text + after(["3", "1", "9"], five).screen.text

    assert "Ongeza wadi" not in shown
    assert "Ongeza wadi" in after(["3", "1"], SUBSCRIBER).screen.text


def test_a_ward_can_be_taken_out_but_never_the_last():
    two = replace(SUBSCRIBER, wards=(MUTHA, "taita-taveta.voi.mbololo"))

    assert after(["3", "1", "1", "2"], two).action == Move(("taita-taveta.voi.mbololo",))
    assert after(["3", "1", "1", "2"], SUBSCRIBER).mistaken


def test_a_pause_tells_the_day_it_ends_and_can_be_ended():
    today = replace(SUBSCRIBER, today=date(2026, 11, 26))

    assert after(["3", "4", "2"], today).screen.text == "Hutapata maonyo hadi 24/02/2027."
    assert after(["3", "4"], replace(today, paused=True)).action == Pause(0)


def test_who_has_told_about_themselves_is_not_asked_again_and_may_change_it_or_take_it_back():
    told = replace(SUBSCRIBER, described=True)

    assert after(["3", "6"], told).screen.text.startswith("Umeshajibu hili.\n1 Badilisha")
    assert after(["3", "6", "1", "2", "2"], told).action == Describe(Gender.MALE, AgeBand.MIDDLE)
    assert after(["3", "6", "1", "3", "4"], told).action is None  # nothing changed
    assert after(["3", "6", "2"], told).action == Describe(None, None)


def test_who_left_is_offered_to_come_back_in_their_language():
    assert after([], Caller(Language.ENGLISH, former=(MUTHA,))).screen.text.startswith("Mbiu\n1 Get warnings")


# All that may be told of a report of theft once it is filed, the answer and what is added to the report.
ADDED = [
    ("1", {"ongoing": True}),
    ("2", {"hurt": Hurt.HURT}),
    ("3", {"source": Source.TOLD}),
    ("Mbuzi 9", {"words": "Mbuzi 9"}),
    ("1", {"may_text": True}),
    ("4", {"may_call": CallTime.AFTERNOON}),
]
FILED = ["2", "3", "1", "2"]


def test_a_report_is_filed_once_it_says_what_where_and_when_and_each_answer_after_that_is_added_at_once():
    turn = after(FILED, SUBSCRIBER)
    assert turn.action == Report(Kind.LIVESTOCK_THEFT, MUTHA, When.TODAY, "", Language.SWAHILI)
    assert turn.screen.text.startswith("Tumepokea ujumbe wako.")

    turn = replace(turn, state=replace(turn.state, sighting=7))  # as whoever filed it does
    for key, told in ADDED:
        turn = answer(SUBSCRIBER, turn.state, key, PLACES, CATALOG)
        report = Report(Kind.LIVESTOCK_THEFT, MUTHA, When.TODAY, "", Language.SWAHILI, continues=7)
        assert turn.action == replace(report, **told)
    assert turn.screen.ends


def test_each_question_after_the_report_may_be_skipped_and_then_nothing_is_added():
    turn = after(FILED, SUBSCRIBER)
    for _ in ADDED:
        turn = answer(SUBSCRIBER, turn.state, "0", PLACES, CATALOG)
        assert turn.action is None

    assert turn.screen.ends


@pytest.mark.parametrize("keys", [["0", "4"], ["0", "0", "0", "0", "2"], ["0", "0", "0", "0", "0", "1"]])
def test_a_no_and_not_knowing_add_nothing(keys):
    assert after([*FILED, *keys], SUBSCRIBER).action is None


@pytest.mark.parametrize("language", ["1", "4"])
def test_the_last_screen_says_that_we_are_not_the_police_gives_999_and_when_reports_are_read(language):
    turn = after([language, "2", "2", "1", "9", "8", "3", "1", *"000000"])

    assert turn.screen.ends
    assert turn.state == State()
    for part in (
        "999",
        "108",
        CATALOG.say(words.NOT_POLICE, "sw" if language == "1" else "en"),
        "saa 1" if language == "1" else "7 am",
    ):
        assert part in turn.screen.text


def test_every_kind_of_the_taxonomy_a_person_can_tell_is_on_the_phone_eight_and_then_five():
    assert len(CHOICES) == 8
    assert set(Kind) - {*CHOICES, *MORE_CHOICES} == {Kind.SAND_CHARCOAL, Kind.CRIME_OTHER}, "staff sort these out"
    assert len(pages_of(State("kind", Language.SWAHILI), CATALOG)) == 2
    assert len(pages_of(State("more_kinds", Language.SWAHILI), CATALOG)) == 1


def test_good_news_is_asked_neither_whether_it_goes_on_nor_who_is_hurt_and_gets_no_helplines():
    filed = after(["4", "2", "9", "8", "1", "1", "9", "8", "3", "2"])

    assert filed.action == Report(Kind.PEACE_POSITIVE, MUTHA, When.TODAY, "", Language.ENGLISH)
    assert filed.state.step == "source"
    assert filed.screen.text.startswith("We have received")
    last = after(["4", "2", "9", "8", "1", "1", "9", "8", "3", "2", *"0000"])
    assert last.screen.ends
    assert "1199" not in last.screen.text


def test_a_question_of_sexual_violence_gets_helplines_and_is_not_kept():
    turn = after(["5", "nilibakwa nifanye nini"], SUBSCRIBER)

    assert turn.action == Confide(RestrictedKind.SEXUAL_VIOLENCE)
    assert "1195" in turn.screen.text
    assert "nilibakwa" not in turn.state.to_json()


def test_a_restricted_sentence_that_names_one_ward_is_kept_with_it_and_ends():
    turn = after(["5", "mtoto ananyanyaswa huko Mutha"], SUBSCRIBER)

    assert turn.action == Confide(RestrictedKind.CHILD, MUTHA)
    assert (turn.screen.ends, turn.state) == (True, State())
    assert "116" in turn.screen.text


def test_below_the_helplines_the_ward_may_be_told_and_nothing_else():
    told = ["4", "2", "9", "7", "1", "muth", "1"]
    asked = after(told[:5])

    assert asked.state.step == "county"
    assert after([*told[:5], "0"]).action is None
    assert after([*told[:5], "0"]).screen == after(told[:4]).screen
    assert after(told).action == Locate(RestrictedKind.UNSAID, MUTHA)
    assert after(told).screen.ends
    assert "1195" in after(told).screen.text
    assert after(["2", "9", "7", "1", "1"], SUBSCRIBER).action == Locate(RestrictedKind.UNSAID, MUTHA)
    assert after([*told[:4], "0"]).state.step == "menu"


def test_a_restricted_sentence_typed_where_its_ward_is_asked_for_is_not_kept_a_second_time():
    turn = after(["4", "2", "9", "7", "1", "walinibaka"])

    assert turn.action is None
    assert turn.state.step == "restricted"


@pytest.mark.parametrize("need", "1234")
def test_each_need_has_its_numbers_and_hanging_up_costs_no_key(need):
    keys = ["3", need] if need in after(["4", "3"]).screen.text else ["3", "9", need]
    turn = after(["4", *keys])

    assert turn.screen.ends
    assert re.search(r": (0800597000|999|1195|108)", turn.screen.text)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
def test_every_ward_is_chosen_in_at_most_four_screens(language, catalog):
    for ward in PLACES.wards([area.slug for area in PLACES.counties]):
        turn = Turn(None, State(step="county", language=language, road="join", trail=("menu",)))
        screens = 0
        for area in around(ward):
            page = pages_of(turn.state, catalog)
            at = next(number for number, each in enumerate(page) if area in each.keys.values())
            screens += at + 1
            key = next(key for key, value in page[at].keys.items() if value == area)
            turn = answer(STRANGER, replace(turn.state, page=at), key, PLACES, catalog)
        assert turn.state.step == "consent"
        assert screens <= 4, ward


def pages_of(state: State, catalog: Catalog) -> list[Page]:
    view = STEPS[state.step].view(Talk(STRANGER, state, PLACES, catalog))
    return pages(view, catalog.say(words.MORE, state.language), catalog.say(words.WRONG_KEY, state.language))


def test_letters_find_a_ward_in_place_of_the_lists():
    turn = after(["4", "1", "muth"])

    assert turn.screen.text == "Which place?\n1 Mutha\n0 Back"
    assert after(["4", "1", "muth", "1"]).state.area == MUTHA
    assert after(["4", "1", "1", "muth", "0"]).state.step == "constituency"


def test_two_wards_of_one_name_are_told_apart():
    shown = after(["4", "1", "mbitini"]).screen.text

    assert shown == "Which place?\n1 Mbitini (Kitui Rural)\n2 Mbitini (Makueni)\n0 Back"


def test_letters_that_are_no_place_can_be_typed_again():
    turn = after(["4", "1", "zzzz"])

    assert "We do not know that place." in turn.screen.text
    assert after(["4", "1", "zzzz", "muth", "1"]).state.area == MUTHA
    assert after(["4", "1", "zzzz", "0"]).state.step == "county"


def test_a_stranger_can_report_without_joining():
    turn = after(["4", "2", "4", "1", "9", "8", "3", "1"])

    assert turn.action == Report(Kind.HERDER_FARMER, MUTHA, When.NOW, "", Language.ENGLISH)


def test_an_attack_shows_the_numbers_before_any_question():
    assert "999 / 112" in after(["4", "2", "1"]).screen.text


@pytest.mark.parametrize("language", ["1", "2", "3", "4"])
def test_a_sexual_or_child_report_gets_its_numbers_at_once_and_nothing_is_asked(language):
    keys = [language, "2", "9", "7"] if language in "14" else [language, "2", "1", "9", "7"]
    turn = after(keys)

    for number in ("1195", "116", "999"):
        assert number in turn.screen.text
    assert turn.action == Confide(RestrictedKind.UNSAID)
    assert not can_be_resumed(turn.state)


def test_a_wrong_key_repeats_the_screen_with_a_hint():
    right, wrong = after(["3"], SUBSCRIBER), after(["3", "8"], SUBSCRIBER)

    assert wrong.screen.text == "Jaribu tena.\n" + right.screen.text
    assert wrong.state == right.state


def test_a_key_that_is_only_on_the_next_page_is_not_taken():
    assert after(["4", "1", "1", "8"]).mistaken


def test_back_walks_the_way_back_and_pages_first():
    forward = after(["4", "1", "1"])

    assert after(["4", "1", "1", "9", "0"]).screen == forward.screen
    assert after(["4", "1", "1", "9", "0", "0", "0"]).screen == after(["4"]).screen


def test_a_deep_dial_walks_through_its_screens():
    turn, actions = walk(SUBSCRIBER, State(), "2*3*1*2*0*0*0*ng'ombe 3 * mbuzi 9", PLACES, CATALOG)

    assert turn.state.step == "may_text"
    filed = Report(Kind.LIVESTOCK_THEFT, MUTHA, When.TODAY, "", Language.SWAHILI)
    assert actions == [filed, replace(filed, words="ng'ombe 3 * mbuzi 9", continues=JUST_FILED)]


def test_a_deep_dial_never_agrees_to_a_consent_that_was_not_shown():
    for typed in ("4*1*1*9*8*3*9*1", "4*1*1*9*8*3*1"):
        turn, actions = walk(STRANGER, State(), typed, PLACES, CATALOG)

        assert turn == after(["4", "1", "1", "9", "8", "3"])
        assert actions == []

    turn, actions = walk(STRANGER, turn.state, "9*1", PLACES, CATALOG)
    assert actions == [], "its second page has not been read"
    assert walk(STRANGER, turn.state, "1", PLACES, CATALOG)[1] == [Join((MUTHA,), Language.ENGLISH)]


@pytest.mark.parametrize(
    ("caller", "keys"),
    [(SUBSCRIBER, "3*9*8"), (STRANGER, "4*7"), (Caller(Language.ENGLISH, former=(MUTHA,)), "7")],
)
def test_all_is_deleted_only_by_a_yes_to_a_question_that_was_shown_and_then_nothing_is_read_back(caller, keys):
    turn, actions = walk(caller, State(), f"{keys}*1*1", PLACES, CATALOG)
    asked = CATALOG.say(words.DELETE_DATA, turn.state.language)

    assert (turn.state.step, actions) == ("erase", [])
    assert turn.screen.text.startswith(asked)
    assert (CATALOG.say(words.NO_MORE_WARNINGS, turn.state.language) in turn.screen.text) is bool(caller.wards)
    done, actions = walk(caller, turn.state, "1*1", PLACES, CATALOG)
    assert actions == [Erase()]
    assert (done.screen.ends, done.screen.text) == (True, CATALOG.say(words.DELETED, turn.state.language))
    assert walk(caller, turn.state, "2*7*1", PLACES, CATALOG)[1] == []


AT_A_SENTENCE = State("sentence", "sw", road="report", kind=Kind.OTHER, area=MUTHA, when=When.NOW, sighting=7)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
def test_stop_at_any_step_leaves_and_says_so(language, catalog):
    caller = Caller(language, LONGEST[:4], warning=lambda: WARNING)
    for step in STEPS:
        given = {"area": MUTHA, "ward": MUTHA, "kind": Kind.WILDLIFE, "when": "now", "need": words.ATTACK}
        state = State(step, language, ahead="leave", road="add", sought="mut", sighting=7, **given)
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

    assert turn.action == Report(Kind.OTHER, MUTHA, When.NOW, "Stop the fighting", Language.SWAHILI, continues=7)


@pytest.mark.parametrize("catalog", [CATALOG, SIGNED], ids=["today", "signed"])
@pytest.mark.parametrize("language", list(Language))
def test_a_typed_sentence_of_sexual_violence_meets_helplines_and_takes_the_report_back(language, catalog):
    turn = answer(SUBSCRIBER, replace(AT_A_SENTENCE, language=language), "walinibaka jana", PLACES, catalog)

    assert turn.action == TakeBack(7, Confide(RestrictedKind.SEXUAL_VIOLENCE))
    assert (turn.state.sighting, turn.state.area, turn.state.words) == (0, "", "")
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
    turn, actions = walk(SUBSCRIBER, State(), "3*2*8*1", PLACES, CATALOG)

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
    Caller(wards=LONGEST[:4], paused=True, described=True, warning=lambda: WARNING),
    Caller(wards=LONGEST[:1], dropped=State("sentence", kind=Kind.OTHER, area=MUTHA, when="now", trail=("menu",))),
)


# Today's words of the other languages stand on the screens of the signed ones: a walk takes eight seconds.
@pytest.mark.parametrize(
    ("language", "catalog"),
    [(Language.KAMBA, CATALOG), *((language, SIGNED) for language in Language)],
    ids=["kam-today", *(f"{language}-signed" for language in Language)],
)
def test_every_screen_that_can_be_reached_fits_every_phone(language, catalog):
    steps: set[str] = set()
    for caller in CALLERS:
        dropped = replace(caller.dropped, language=language) if caller.dropped else None
        known = replace(caller, language=language if caller.wards else None, dropped=dropped)
        reached = reach(known, language, catalog)
        steps |= {state.step for _, state in reached}
        for text, _ in reached:
            assert len(text) <= BUDGET, text
            assert text.isascii(), text
            assert text.strip(), "an empty screen ends the session with an error"

    assert steps >= STEPS.keys() - {"in_swahili", "numbers", "thanked"}, "the last two end with their one page"


# What is typed where words are awaited, beside the keys that are shown.
TYPED = {"ask": ["Mvua lini?", "Wezi wameiba"], "county": ["mbitini", "zzzz"], "ward": ["mwin"], "sentence": ["Moto"]}


def reach(caller: Caller, language: Language, catalog: Catalog) -> set[tuple[str, State]]:
    """Every screen of one caller in one language: each key that is shown, and one that is not."""
    opening = answer(caller, State(), "", PLACES, catalog)
    waiting, seen = [opening], {_place(opening)}
    while waiting:
        turn = waiting.pop()
        keys = ["x", *(line[0] for line in turn.screen.text.splitlines() if line[0].isdigit())]
        keys += TYPED.get(turn.state.step, [])
        for key in keys if not turn.screen.ends else []:
            then = answer(caller, turn.state, key, PLACES, catalog)
            if _place(then) not in seen and then.state.language in ("", language):
                seen.add(_place(then))
                waiting.append(then)
    return seen


def _place(turn: Turn) -> tuple[str, State]:
    """Where the walk is: the screen, and the answers that a later screen can still show."""
    state = replace(turn.state, trail=turn.state.trail[-1:], when="", words=turn.state.words[:1])
    depth = {
        "kind": 0,
        "more_kinds": 0,
        "call_first": 0,
        "where": 0,
        "county": 0,
        "constituency": 1,
        "ward": 2,
        "when": 0,
        "sentence": 0,
    }
    if state.sighting:  # of the ward nothing is shown any more
        state = replace(state, area="")
    state = replace(state, area=".".join(state.area.split(".")[: depth.get(state.step, 3)]))
    if state.step in ("kind", "county", "constituency", "ward"):
        state = replace(state, kind="", sought="")
    if state.step in ("county", "constituency", "ward", "found"):
        state = replace(state, ward=state.ward and "one of theirs")
    if state.step in ("found", "when"):
        state = replace(state, area="")
    return turn.screen.text, state


@pytest.mark.parametrize("language", list(Language))
def test_whatever_letters_are_typed_the_places_fit_the_phone(language):
    beginnings = {fold(area.name)[:3] for area in PLACES.areas.values()}
    for letters in sorted(beginnings):
        for view_page in pages_of(State(step="found", language=language, sought=letters), SIGNED):
            assert len(view_page.text(SIGNED.say(words.WRONG_KEY, language))) <= BUDGET


@pytest.mark.parametrize("language", list(Language))
def test_the_typed_sentence_is_asked_for_on_one_screen(language):
    state = State(step="sentence", language=language, kind=Kind.OTHER, area=MUTHA, when=When.NOW)
    empty = answer(SUBSCRIBER, state, " ", PLACES, SIGNED)

    assert empty.mistaken
    assert SIGNED.say(words.WHO_SEES, language) in empty.screen.text
    assert len(empty.screen.text) <= BUDGET
