"""The draft of a week: signed words and nothing else, who speaks and of when, and the numbers read twice."""

import ast
import itertools
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot import referrals
from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phases import Phase, Trend
from domain.scripts import Speech, on_air
from domain.signed_words import Form
from messages import radio_sentences
from messages.radio import STANDING, Draft, Studio, draft
from messages.radio_sentences import PRESENTER, READER

WEEK = date(2026, 11, 30)
SW, KAM = Language.SWAHILI, Language.KAMBA
SAID = {
    (SW, Form.SMS): "NDMA 24/11/2026: hifadhi maji.",
    (SW, Form.RADIO): "NDMA, tarehe 24: ndugu wasikilizaji, hifadhi maji.",
    (KAM, Form.SMS): "NDMA 24/11/2026: Kĩw'ũ.",
}
_ids = itertools.count(1)


@pytest.fixture
def studio(places: Gazetteer, now: datetime) -> Studio:
    return Studio(
        week=WEEK,
        now=now,
        county="kitui",
        language=SW,
        places=places,
        ussd_code="*384*1234#",
        short_code="20880",
        names={1: "Nyambura Kariuki", 2: "Kioko Mutua"},
    )


def kamba(studio: Studio) -> Studio:
    return Studio(**{**vars(studio), "language": KAM})


def bulletin(
    now: datetime,
    *said: tuple[Language, Form],
    kind: Kind = Kind.DROUGHT,
    areas: tuple[str, ...] = ("kitui.kitui-east",),
    signed: bool = True,
    **changes: object,
) -> Bulletin:
    """A bulletin of last week that holds for a month."""
    drought = kind is Kind.DROUGHT
    made = Bulletin(
        title="KWA MAAFISA TU", kind=kind, areas=list(areas), send_at=now, expires_at=now + timedelta(days=30),
        author_id=9, created_at=now, approver_id=1, phase=Phase.ALERT if drought else None,
        trend=Trend.WORSENING if drought else None,
    )  # fmt: skip
    made.id = next(_ids)
    signer = Officer(username="kioko", name="Kioko", grants=[Grant(role=Role.REVIEWER)])
    signer.id = 2
    for language, form in said or [(SW, Form.SMS)]:
        body = SAID[language, form]
        text = BulletinText(language=language, form=form, body=body, plain="plain", writer_id=9, send_plain=True)
        if signed:
            text.sign(signer, now, now.date())
        made.texts.append(text)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def read(made: Draft) -> list[Speech]:
    return [speech for speech in made.speeches if speech.speaker == READER]


def test_a_script_runs_from_music_to_music_in_the_order_of_a_programme(studio: Studio, now: datetime) -> None:
    made = draft(studio, [bulletin(now, kind=Kind.PEACE), bulletin(now)])

    assert made.speeches[0].cue.startswith("MUSIC")
    assert made.speeches[0].seconds == 10
    assert made.speeches[-1].cue.startswith("MUSIC")
    words = " | ".join(speech.words for speech in made.speeches)
    order = ["Hii ni Mbiu, taarifa ya wiki ya kaunti ya Kitui, kuanzia tarehe 30/11/2026", "Haya ndiyo ya wiki hii",
             "Ukame, Kitui East: tahadhari", "Taarifa ya ukame ya NDMA na kaunti, tarehe 24/11/2026", "hifadhi maji",
             "Ujumbe wa amani, tarehe 24/11/2026", "Polisi: 999 au 112", "piga *384*1234#", "Tupigie simu",
             "Asante kwa kusikiliza"]  # fmt: skip
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    assert all(speech.words or speech.seconds for speech in made.speeches)
    assert all(bool(speech.speaker) == bool(speech.words) for speech in made.speeches)


def test_a_phase_is_said_with_its_place_date_and_trend(studio: Studio, now: datetime) -> None:
    (phase,) = [
        speech for speech in draft(studio, [bulletin(now)]).speeches if speech.words.startswith("Taarifa ya ukame")
    ]

    assert phase.words == (
        "Taarifa ya ukame ya NDMA na kaunti, tarehe 24/11/2026. Kitui East: hali ya ukame ni tahadhari. "
        "Mwelekeo: inazidi kuwa mbaya."
    )


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        (("kitui",), "kaunti yote ya Kitui"),
        (("kitui.kitui-east", "kitui.mwingi-north", "kitui.kitui-south"), "Kitui East, Mwingi North na Kitui South"),
        (("kitui.kitui-east", "taita-taveta.voi"), "Kitui East"),  # only this county's
    ],
)
def test_places_are_those_of_the_county(studio: Studio, now: datetime, areas: tuple[str, ...], said: str) -> None:
    made = draft(studio, [bulletin(now, areas=areas)])

    assert f"Ukame, {said}: tahadhari." in [speech.words for speech in made.speeches]


def test_more_places_than_anyone_can_follow_become_their_constituencies(
    studio: Studio, places: Gazetteer, now: datetime
) -> None:
    wards = tuple(places.wards(["kitui.kitui-east", "kitui.kitui-south"]))

    made = draft(studio, [bulletin(now, areas=wards)])

    assert "Ukame, sehemu za Kitui East na Kitui South: tahadhari." in [speech.words for speech in made.speeches]


def test_the_radio_form_is_read_and_without_it_the_text_in_its_full_letters(studio: Studio, now: datetime) -> None:
    radio, sms = bulletin(now, (SW, Form.RADIO), (SW, Form.SMS)), bulletin(now, (KAM, Form.SMS), (SW, Form.SMS))

    assert [speech.words for speech in read(draft(studio, [radio]))] == [SAID[SW, Form.RADIO]]
    assert [speech.words for speech in read(draft(kamba(studio), [sms]))] == [SAID[KAM, Form.SMS]]


def test_an_unsigned_text_is_never_read(studio: Studio, now: datetime) -> None:
    unsigned = bulletin(now, signed=False)

    made = draft(studio, [unsigned])

    assert read(made) == []
    assert made.missing == [f"bulletin {unsigned.id}"]


def test_an_edit_after_signing_is_not_read(studio: Studio, now: datetime) -> None:
    edited = bulletin(now, (KAM, Form.SMS), (SW, Form.SMS))
    edited.texts[0].body = "Mbua nĩ nene."

    assert [speech.words for speech in read(draft(kamba(studio), [edited]))] == [SAID[SW, Form.SMS]]


def test_a_language_without_signed_text_gets_swahili_and_the_list_of_what_is_missing(
    studio: Studio, now: datetime
) -> None:
    first, second = bulletin(now), bulletin(now, kind=Kind.PEACE)

    made = draft(kamba(studio), [first, second])

    assert made.spoken is SW
    assert {speech.language for speech in made.speeches} == {SW}
    assert made.missing == [f"bulletin {first.id}", f"bulletin {second.id}", STANDING]


def test_where_one_text_is_signed_the_script_is_in_the_language_and_says_what_is_not(
    studio: Studio, now: datetime
) -> None:
    own, other = bulletin(now, (KAM, Form.SMS), (SW, Form.SMS)), bulletin(now)

    made = draft(kamba(studio), [own, other])

    assert made.spoken is KAM
    assert [speech.language for speech in read(made)] == [KAM, SW]
    assert made.missing == [f"bulletin {other.id}", STANDING]


def test_nothing_is_missing_in_swahili(studio: Studio, now: datetime) -> None:
    made = draft(studio, [bulletin(now)])

    assert (made.spoken, made.missing) == (SW, [])


@pytest.mark.parametrize(
    ("month", "advice"), [(3, "msimu wa mvua"), (11, "msimu wa mvua"), (2, "kiangazi"), (7, "kiangazi")]
)
def test_a_week_without_bulletins_says_so_and_keeps_to_the_season(studio: Studio, month: int, advice: str) -> None:
    made = draft(Studio(**{**vars(studio), "week": date(2026, month, 2)}), [])

    words = " ".join(speech.words for speech in made.speeches)
    assert "Wiki hii hakuna taarifa mpya ya ukame kwa kaunti ya Kitui." in words
    assert advice in words
    assert "999 au 112" in words


def test_a_peace_message_alone_does_not_hide_that_there_is_no_warning(studio: Studio, now: datetime) -> None:
    made = draft(studio, [bulletin(now, kind=Kind.PEACE)])

    assert "hakuna taarifa mpya ya ukame" in " ".join(speech.words for speech in made.speeches)
    assert len(read(made)) == 1


def test_codes_are_read_twice_and_the_short_code_only_where_there_is_one(studio: Studio) -> None:
    with_code = " ".join(speech.words for speech in draft(studio, []).speeches)
    without = " ".join(speech.words for speech in draft(Studio(**{**vars(studio), "short_code": None}), []).speeches)

    assert with_code.count("*384*1234#") == with_code.count("20880") == 2
    assert not any(word in without for word in ("None", "20880", "JIUNGE"))


def test_words_that_hold_for_part_of_the_week_say_so_in_every_line_about_them(studio: Studio, now: datetime) -> None:
    monday, _ = on_air(WEEK)
    short = bulletin(now, send_at=monday + timedelta(days=1, hours=9), expires_at=monday + timedelta(days=3))

    about = [speech for speech in draft(studio, [short]).speeches if speech.bulletin == short.id]

    assert len(about) == 3  # headline, phase, advice
    assert {speech.cue for speech in about} == {"NOT BEFORE 01/12/2026 09:00, NOT AFTER 03/12/2026 00:00"}


def test_an_hour_that_has_passed_needs_no_direction(studio: Studio, now: datetime) -> None:
    monday, _ = on_air(WEEK)
    sent = bulletin(now, send_at=monday + timedelta(hours=9))

    made = draft(Studio(**{**vars(studio), "now": monday + timedelta(hours=10)}), [sent])

    assert {speech.cue for speech in made.speeches if speech.bulletin == sent.id} == {""}


def test_the_source_names_who_stands_for_the_words_and_never_the_title(studio: Studio, now: datetime) -> None:
    made = bulletin(now)

    (speech,) = read(draft(studio, [made]))

    assert speech.source == (
        f"Taarifa {made.id} (ukame), 24/11/2026; imeidhinishwa na Nyambura Kariuki; "
        "Kiswahili: imetiwa sahihi na Kioko Mutua"
    )
    assert "MAAFISA" not in str(draft(studio, [made]))


def test_a_drafted_line_of_ours_is_the_presenters(studio: Studio) -> None:
    assert {speech.speaker for speech in draft(studio, []).speeches} == {"", PRESENTER}


def test_the_radio_and_the_telephone_give_the_same_numbers() -> None:
    def digits(number: str) -> str:
        return "".join(sign for sign in number if sign.isdigit())

    on_radio = {digits(number) for _, number in radio_sentences.HELPLINES}
    on_phone = {digits(line.number) for line in referrals.ALL}
    assert on_radio == on_phone


def test_nothing_on_air_can_know_of_a_report() -> None:
    for path in Path("messages").glob("radio*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert "incident" not in ast.unparse(node), path


@pytest.mark.parametrize(("follow", "declares"), [(Follow.CANCEL, False), (Follow.ALL_CLEAR, True), (None, True)])
def test_what_takes_a_warning_back_is_announced_without_its_phase(
    studio: Studio, now: datetime, follow: Follow | None, declares: bool
) -> None:
    said = " ".join(speech.words for speech in draft(studio, [bulletin(now, follow=follow)]).speeches)

    assert ("hali ya ukame ni tahadhari" in said) is declares
    assert ("Tangazo la NDMA na kaunti, tarehe 24/11/2026" in said) is not declares
