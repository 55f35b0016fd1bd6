"""The draft of a week: signed words and figures as declared, who speaks and of when, and the numbers read twice."""

import ast
import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot import referrals
from domain import zones
from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.heard import Heard
from domain.indicators import DroughtRecord, Figure, Indicator
from domain.languages import Language
from domain.officers import Grant, Officer, Role
from domain.phases import Phase, Trend
from domain.programmes import on_air
from domain.radio_pieces import RadioPiece
from domain.segments import Part, Priority, Segment, Speech, lines
from domain.signed_words import Form
from messages import radio_sentences
from messages.radio import PEACE, STANDING, Draft, draft
from messages.radio_closing import without_closing
from messages.radio_labels import ENGLISH, name_of
from messages.radio_material import Material
from messages.radio_sentences import PRESENTER, READER
from messages.radio_studio import Studio
from messages.spoken_numbers import spoken

WEEK = date(2026, 11, 30)
SW, KAM = Language.SWAHILI, Language.KAMBA
SAID = {
    (SW, Form.SMS): "NDMA 24/11/2026: hifadhi maji.",
    (SW, Form.RADIO): "NDMA, tarehe 24/11/2026: ndugu wasikilizaji, hifadhi maji na malisho ya mifugo wenu.",
    (SW, Form.INTERMEDIARY): "NDMA 24/11/2026: soma barazani.",
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
        names={1: "Nyambura Kariuki", 2: "Kioko Mutua", 7: "Zawadi Mwende"},
    )


@pytest.fixture
def kamba(studio: Studio) -> Studio:
    return replace(studio, language=KAM)


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


def record(
    now: datetime, figures: dict[Indicator, tuple[str | None, ...]] | None = None, **changes: object
) -> DroughtRecord:
    """October's of the county; figures are low, high, and low and high of what is normal."""
    usual = {"county": "kitui", "month": date(2026, 10, 1), "phase": Phase.ALERT, "trend": Trend.STABLE}
    made = DroughtRecord(
        source="NDMA Kitui 10/2026", published_on=date(2026, 11, 12), entered_by=9, entered_at=now,
        **usual | changes,
    )  # type: ignore[arg-type]  # fmt: skip
    for indicator, ends in (figures or {}).items():
        low, high, normal_low, normal_high = (Decimal(end) if end else None for end in ends)
        made.figures.append(
            Figure(indicator=indicator, low=low, high=high, normal_low=normal_low, normal_high=normal_high)
        )
    return made


def piece(now: datetime, part: Part, *languages: Language, asked: int = 0, hands: Sequence[int] = (7,)) -> RadioPiece:
    made = RadioPiece(
        county="kitui", part=part, written_at=now, hands=list(hands), source="Idara ya mifugo", asked=asked,
        starts_on=WEEK, ends_on=WEEK,
        wordings={
            language: {"words": f"Chanjo, {language}.", "question": "Wapi?" if part is Part.ANSWER else ""}
            for language in languages or [SW]
        },
    )  # fmt: skip
    made.id = next(_ids)
    return made


def of(*bulletins: Bulletin, **more: object) -> Material:
    return Material(bulletins=bulletins, **more)  # type: ignore[arg-type]


def speeches(made: Draft) -> list[Speech]:
    return lines(made.segments)


def words(made: Draft) -> str:
    return " | ".join(speech.words for speech in speeches(made))


def read(made: Draft) -> list[Speech]:
    return [speech for speech in speeches(made) if speech.speaker == READER]


def parts(made: Draft) -> list[Part]:
    return [segment.part for segment in made.segments]


def only(made: Draft, part: Part) -> Segment:
    (segment,) = (segment for segment in made.segments if segment.part is part)
    return segment


def as_said(sentence: str) -> str:
    return spoken(sentence, SW, ["20880"])


def test_a_script_runs_from_music_to_music_in_the_order_of_a_programme(studio: Studio, now: datetime) -> None:
    made = draft(studio, of(bulletin(now), peace=bulletin(now, kind=Kind.PEACE)))

    assert speeches(made)[0].cue.startswith("MUSIC")
    assert speeches(made)[0].seconds == 10
    assert speeches(made)[-1].cue.startswith("MUSIC")
    order = ["Hii ni Mbiu, taarifa ya wiki ya kaunti ya Kitui, kuanzia tarehe 30/11/2026", "Haya ndiyo ya wiki hii",
             "Ukame, Kitui East: hali ya tahadhari", "Taarifa ya ukame ya NDMA na kaunti, tarehe 24/11/2026",
             "hifadhi maji", "Ujumbe wa amani, tarehe 24/11/2026", "Polisi: 999 au 112", "piga *384*1234#",
             "Tupigie simu", "Asante kwa kusikiliza"]  # fmt: skip
    places = [words(made).index(as_said(part)) for part in order]
    assert places == sorted(places)
    assert all(speech.words or speech.seconds for speech in speeches(made))
    assert all(bool(speech.speaker) == bool(speech.words) for speech in speeches(made))


def test_a_phase_is_said_with_its_place_date_and_trend(studio: Studio, now: datetime) -> None:
    made = only(draft(studio, of(bulletin(now))), Part.BULLETIN)

    assert made.speeches[1].words == (
        "Taarifa ya ukame ya NDMA na kaunti, tarehe ishirini na nne mwezi wa kumi na moja, elfu mbili ishirini na "
        "sita. Katika Kitui East, hali ya ukame ni ya tahadhari. Mwelekeo: inazidi kuwa mbaya."
    )


@pytest.mark.parametrize(
    ("areas", "zones", "said"),
    [
        (("kitui",), (), "kaunti yote ya Kitui"),
        (("kitui.kitui-east", "kitui.mwingi-north", "kitui.kitui-south"), (),
         "Kitui East, Mwingi North na Kitui South"),
        (("kitui.kitui-east", "taita-taveta.voi"), (), "Kitui East"),  # only this county's
        (("kitui",), ("kitui.mixed-farming",), "kaunti yote ya Kitui, eneo la kilimo na mifugo"),
    ],
)  # fmt: skip
def test_places_are_those_of_the_county(
    studio: Studio, now: datetime, areas: tuple[str, ...], zones: tuple[str, ...], said: str
) -> None:
    made = draft(studio, of(bulletin(now, areas=areas, zones=list(zones))))

    assert f"Ukame, {said}: hali ya tahadhari." in [speech.words for speech in speeches(made)]


def test_more_places_than_anyone_can_follow_become_their_constituencies(
    studio: Studio, places: Gazetteer, now: datetime
) -> None:
    wards = tuple(places.wards(["kitui.kitui-east", "kitui.kitui-south"]))

    made = draft(studio, of(bulletin(now, areas=wards)))

    assert "Ukame, sehemu za Kitui East na Kitui South: hali ya tahadhari." in words(made)


def test_the_radio_form_is_read_with_the_sms_as_its_shorter_form(studio: Studio, now: datetime) -> None:
    made = only(draft(studio, of(bulletin(now, (SW, Form.RADIO), (SW, Form.SMS)))), Part.BULLETIN)

    assert made.speeches[-1].words == as_said(SAID[SW, Form.RADIO])
    assert made.short[-1].words == as_said(SAID[SW, Form.SMS])
    assert made.priority is Priority.MUST
    assert {speech.bulletin for speech in made.short} == {*made.bulletins}


def test_without_a_radio_form_the_text_is_read_in_its_full_letters_and_never_that_for_those_who_pass_it_on(
    kamba: Studio, now: datetime
) -> None:
    sms = bulletin(now, (KAM, Form.SMS), (SW, Form.SMS), (SW, Form.INTERMEDIARY))

    made = draft(kamba, of(sms))

    assert [speech.words for speech in read(made)] == [SAID[KAM, Form.SMS]]
    assert only(made, Part.BULLETIN).short == ()


def test_an_unsigned_text_is_never_read(studio: Studio, now: datetime) -> None:
    unsigned = bulletin(now, signed=False)

    made = draft(studio, of(unsigned))

    assert read(made) == []
    assert made.missing == [f"bulletin {unsigned.id}", PEACE]
    assert "hakuna taarifa" not in words(made).lower(), "there is one: nobody signed it"


def test_an_edit_after_signing_is_not_read(kamba: Studio, now: datetime) -> None:
    edited = bulletin(now, (KAM, Form.SMS), (SW, Form.SMS))
    edited.texts[0].body = "Mbua nĩ nene."

    made = draft(kamba, of(edited))

    assert [speech.words for speech in read(made)] == [as_said(SAID[SW, Form.SMS])]
    assert f"bulletin {edited.id}" in made.missing


def test_a_language_without_signed_text_gets_swahili_and_the_list_of_what_is_missing(
    kamba: Studio, now: datetime
) -> None:
    first, answer = bulletin(now), piece(now, Part.ANSWER)

    made = draft(kamba, of(first, pieces=[answer]))

    assert {speech.language for speech in speeches(made)} == {SW}
    assert made.missing == [f"bulletin {first.id}", f"piece {answer.id}", STANDING, PEACE]


def test_where_one_text_is_signed_it_is_read_in_the_language(kamba: Studio, now: datetime) -> None:
    own, other = bulletin(now, (KAM, Form.SMS), (SW, Form.SMS)), bulletin(now)

    made = draft(kamba, of(own, other))

    assert [speech.language for speech in read(made)] == [KAM, SW]
    assert made.missing == [f"bulletin {other.id}", STANDING, PEACE]


def test_a_peace_message_is_neutral_swahili_where_a_border_ward_hears_it(kamba: Studio, now: datetime) -> None:
    message = bulletin(now, (KAM, Form.SMS), (SW, Form.SMS), kind=Kind.PEACE)
    quiet = replace(kamba, places=replace(kamba.places, areas={
        slug: area for slug, area in kamba.places.areas.items() if not area.border
    }))  # fmt: skip

    at_border, elsewhere = (draft(where, Material(peace=message)) for where in (kamba, quiet))

    assert [speech.language for speech in read(at_border)] == [SW]
    assert at_border.missing == [STANDING], "that it is Swahili is no want"
    assert [speech.language for speech in read(elsewhere) if speech.bulletin] == [KAM]


def test_nothing_is_missing_in_swahili(studio: Studio, now: datetime) -> None:
    assert draft(studio, of(bulletin(now), peace=bulletin(now, kind=Kind.PEACE))).missing == []


@pytest.mark.parametrize(
    ("month", "advice"), [(3, "msimu wa mvua"), (11, "msimu wa mvua"), (2, "kiangazi"), (7, "kiangazi")]
)
def test_a_week_without_bulletins_says_so_and_keeps_to_the_season(studio: Studio, month: int, advice: str) -> None:
    made = draft(replace(studio, week=date(2026, month, 2)), Material())

    told = only(made, Part.ADVICE)
    assert told.speeches[0].words == "Wiki hii hakuna taarifa mpya ya ukame kwa kaunti ya Kitui."
    assert advice in told.speeches[1].words
    assert [speech.words for speech in only(made, Part.HEADLINES).short][1:] == ["Hakuna taarifa mpya ya ukame."]
    assert told.priority is Priority.HIGH
    assert "10/2022" in told.speeches[1].source
    assert as_said("999 au 112") in words(made)


@pytest.mark.parametrize("kind", [Kind.PEACE, Kind.NOTICE])
def test_what_is_no_warning_does_not_hide_that_there_is_none(studio: Studio, now: datetime, kind: Kind) -> None:
    other = bulletin(now, kind=kind)

    made = draft(studio, Material(peace=other) if kind is Kind.PEACE else of(other))

    assert "hakuna taarifa mpya ya ukame" in words(made)
    assert len(read(made)) == 1


def test_only_verified_advice_is_read_for_a_phase_that_was_declared(studio: Studio, now: datetime) -> None:
    alert, alarm = (draft(studio, Material(records=[record(now, phase=phase)])) for phase in (Phase.ALERT, Phase.ALARM))

    assert "panda mawele, mtama" in words(alert)
    assert "panda mawele, mtama" not in words(alarm)


def test_an_officers_word_on_the_season_takes_the_place_of_the_standing_advice(studio: Studio, now: datetime) -> None:
    warned = bulletin(now)

    assert Part.ADVICE in parts(draft(studio, of(warned)))
    made = draft(studio, of(warned, pieces=[piece(now, Part.SEASON)]))
    assert "panda mawele" in only(made, Part.ADVICE).speeches[0].words, "what holds in the phase is said all the same"
    assert "msimu wa" not in words(made)
    assert Part.SEASON in parts(made)
    alarm = bulletin(now, phase=Phase.ALARM)
    assert Part.ADVICE not in parts(draft(studio, of(alarm, pieces=[piece(now, Part.SEASON)])))


def test_the_record_is_said_as_it_was_declared_with_what_was_normal_that_month(studio: Studio, now: datetime) -> None:
    figures = {
        Indicator.WATER_DISTANCE: ("6", "6", "3", "5"),
        Indicator.WATER_COST: ("5", "10", None, "5"),
        Indicator.TERMS_OF_TRADE: ("89", "89", "105", None),
        Indicator.VCI: ("31.5", "31.5", "35", "50"),
        Indicator.COPING: ("12", "12", None, None),
    }
    county = record(now, figures, trend=Trend.WORSENING)
    zone = record(now, zone="kitui.mixed-farming", phase=Phase.NORMAL)

    made = draft(studio, Material(records=[county, zone]))

    told = only(made, Part.FIGURES)
    assert told.speeches[0].words == as_said(
        "Hali ya ukame ya mwezi wa 10 mwaka 2026, kama NDMA ilivyotangaza. Katika kaunti ya Kitui, hali ya ukame ni ya "
        "tahadhari. Mwelekeo: inazidi kuwa mbaya. Kutafuta maji, kwenda na kurudi: kilomita 6; kawaida ni kilomita 3 "
        "hadi 5. Bei ya maji, lita 20: shilingi 5 hadi 10; kawaida ni shilingi 5 au chini."
    )
    assert told.speeches[1].words == (
        "Katika eneo la kilimo na mifugo, hali ya ukame ni ya kawaida. Mwelekeo: haijabadilika."
    )
    assert {speech.source for speech in told.speeches} == {"NDMA Kitui 10/2026, 12/11/2026"}
    assert "maji" not in " ".join(speech.words for speech in told.short)
    assert [speech.words for speech in told.short][1] == told.speeches[1].words
    market = only(made, Part.MARKET).speeches[0].words
    assert "Mahindi kwa mbuzi mmoja: kilo themanini na tisa; kawaida ni kilo mia moja na tano au zaidi." in market


def test_a_zones_older_month_is_said_as_of_that_month(studio: Studio, now: datetime) -> None:
    older = record(now, zone="kitui.mixed-farming", month=date(2026, 9, 1))

    county, zone = only(draft(studio, Material(records=[record(now), older])), Part.FIGURES).speeches

    assert "mwezi wa kumi " in county.words
    assert "mwezi wa tisa " in zone.words


def test_a_record_without_a_phase_declares_none(studio: Studio, now: datetime) -> None:
    figures = {Indicator.RAIN: ("62", "62", "80", "120")}

    told = only(draft(studio, Material(records=[record(now, figures, phase=None, trend=None)])), Part.FIGURES)

    assert "hali ya ukame ni" not in told.speeches[0].words
    assert "Katika kaunti ya Kitui, vipimo ni hivi. Mvua ya mwezi" in told.speeches[0].words
    assert told.short == ()
    assert Part.FIGURES not in parts(draft(studio, Material(records=[record(now, phase=None)])))


def test_every_zone_has_words_that_can_be_understood_by_ear() -> None:
    assert radio_sentences.ZONES.keys() == zones.zones().keys()


def test_three_answers_and_two_good_news_are_read_by_two_voices(studio: Studio, now: datetime) -> None:
    answers = [piece(now, Part.ANSWER, asked=asked) for asked in (7, 3, 2, 1)]
    news = [piece(now, Part.GOOD_NEWS, hands=[8]) for _ in range(3)]

    made = draft(studio, Material(pieces=[*answers, *news]))

    told = [segment for segment in made.segments if segment.part is Part.ANSWER]
    assert [segment.piece for segment in told] == [answer.id for answer in answers[:3]]
    assert [segment.speeches[0].words for segment in told] == [
        "Swali lililoulizwa na wengi, mara saba.",
        "Swali lililoulizwa na wengi, mara tatu.",
        "Swali la wasikilizaji.",
    ]
    assert [(speech.speaker, speech.words) for speech in told[0].speeches[1:]] == [
        (PRESENTER, "Wapi?"),
        (READER, "Chanjo, sw."),
    ]
    assert told[0].speeches[2].source == f"Makala {answers[0].id}; Idara ya mifugo; imeandikwa na Zawadi Mwende"
    assert parts(made).count(Part.GOOD_NEWS) == 2
    assert made.hands == [7, 8]


def test_a_piece_in_no_language_of_the_script_is_left_out_and_said_to_be_missing(studio: Studio, now: datetime) -> None:
    foreign = piece(now, Part.MARKET, KAM, hands=[3])

    made = draft(studio, Material(pieces=[foreign]))

    assert Part.MARKET not in parts(made)
    assert (made.missing, made.hands) == ([f"piece {foreign.id}", PEACE], [])
    own = draft(replace(studio, language=KAM), Material(pieces=[foreign]))
    assert (own.missing, own.hands) == ([STANDING, PEACE], [3])


def test_listeners_are_told_in_numbers_what_they_said(studio: Studio) -> None:
    made = draft(studio, Material(heard=Heard(until=date(2026, 11, 25), calls=12, questions=5)))

    told = only(made, Part.LISTENERS)
    assert "Simu kwa studio: kumi na mbili. Maswali: matano. Asanteni" in told.speeches[0].words
    assert "Ujumbe" not in told.speeches[0].words
    assert told.priority is Priority.LOW
    assert Part.LISTENERS not in parts(draft(studio, Material(heard=Heard(until=date(2026, 11, 25)))))


def test_helplines_are_read_twice_and_in_the_shorter_form_once(studio: Studio) -> None:
    told = only(draft(studio, Material()), Part.HELP)

    for number in ("Polisi: 999 au 112", "Msalaba Mwekundu: 1199", "kingono: 1195", "hatarini: 116"):
        assert told.speeches[-1].words.count(as_said(number)) == 2
        assert told.short[0].words.count(as_said(number)) == 1
    assert "Narudia." in told.speeches[-1].words


CLOSING = " Uliza au tuma STOP: 20880"


@pytest.mark.parametrize(
    ("signed", "read"),
    [
        ("Hifadhi maji." + CLOSING, "Hifadhi maji."),
        ("Umesikia uvumi? Usiusambaze." + CLOSING, "Umesikia uvumi? Usiusambaze."),
        ("Hifadhi maji. SMS: 20880. Kujiondoa, tuma STOP. Hatuombi pesa kamwe.", "Hifadhi maji."),
        ("Hifadhi maji\nSTOP: 20880", "Hifadhi maji"),
        ("Piga *384*1234# leo. Hifadhi maji.", "Piga *384*1234# leo. Hifadhi maji."),
        ("Wezi hutumia jina letu. Mbiu haiombi pesa." + CLOSING, "Wezi hutumia jina letu. Mbiu haiombi pesa."),
        ("Acha malisho yapumzike. Piga 120880.", "Acha malisho yapumzike. Piga 120880."),
        ("Uliza: SMS 20880.", "Uliza: SMS 20880."),
        ("", ""),
    ],
)
def test_an_sms_is_read_without_the_words_at_its_end_about_where_to_write(signed: str, read: str) -> None:
    assert without_closing(signed, ["20880", "*384*1234#"]) == read


def test_the_source_says_that_closing_words_are_left_out(studio: Studio, now: datetime) -> None:
    plain, closed = bulletin(now, (SW, Form.RADIO), (SW, Form.SMS)), bulletin(now)
    for text in (*plain.texts, *closed.texts):
        text.body += CLOSING
        text.signed_hash = text.fingerprint()

    radio, sms = (each for each in draft(studio, of(plain, closed)).segments if each.part is Part.BULLETIN)

    assert as_said(CLOSING) in radio.speeches[-1].words
    assert radio.short[-1].words == sms.speeches[-1].words == as_said(SAID[SW, Form.SMS])
    assert "bila maneno ya mwisho ya SMS" in sms.speeches[-1].source
    assert "bila" not in radio.speeches[-1].source


def test_a_bulletin_is_named_in_the_rundown_by_its_kind_and_places(
    studio: Studio, places: Gazetteer, now: datetime
) -> None:
    wards = places.wards(["kitui.kitui-east"])
    warned, told = bulletin(now, areas=tuple(wards[:6])), bulletin(now, kind=Kind.NOTICE, areas=("kitui",))
    market = [piece(now, Part.MARKET)]
    figures = {Indicator.TERMS_OF_TRADE: ("89", "89", "105", None)}

    made = draft(studio, of(warned, told, pieces=market, records=[record(now, figures)]))

    named = [name_of(each, ENGLISH) for each in made.segments if each.part in (Part.BULLETIN, Part.MARKET)]
    assert named[1:] == ["Notice: Kitui", "Market", "Market: figures"]
    assert named[0].startswith(f"Drought: {places[wards[0]].display_name}, ")
    assert len(named[0]) <= len("Drought: ") + 60


def test_codes_are_read_twice_and_the_short_code_only_where_there_is_one(studio: Studio) -> None:
    with_code, without = words(draft(studio, Material())), words(draft(replace(studio, short_code=None), Material()))

    dialled = as_said("piga *384*1234#")
    assert with_code.count(dialled) == without.count(dialled) == 2
    assert with_code.count(as_said("kwa 20880")) == 2
    assert not any(word in without for word in ("None", "JIUNGE"))


def test_what_may_never_be_cut_is_marked_and_a_shorter_form_is_shorter(studio: Studio, now: datetime) -> None:
    long = bulletin(now, (SW, Form.RADIO), (SW, Form.SMS))
    longer_sms = bulletin(now, (SW, Form.RADIO), (SW, Form.SMS))
    longer_sms.texts.reverse()
    longer_sms.texts[0].form, longer_sms.texts[1].form = Form.RADIO, Form.SMS
    for text in longer_sms.texts:
        text.signed_hash = text.fingerprint()

    made = draft(studio, of(long, longer_sms, bulletin(now, kind=Kind.NOTICE), records=[record(now)]))

    must = {segment.part for segment in made.segments if segment.priority is Priority.MUST}
    assert must == {Part.OPENING, Part.HEADLINES, Part.BULLETIN, Part.HELP, Part.CODES, Part.CLOSING}
    droughts = [segment for segment in made.segments if segment.part is Part.BULLETIN]
    assert [bool(segment.short) for segment in droughts] == [True, False, False]
    assert droughts[2].priority is Priority.HIGH
    assert not any(speech.seconds for segment in made.segments for speech in segment.short), "no music in short forms"


def test_the_headlines_shorter_form_is_the_droughts_alone(studio: Studio, now: datetime) -> None:
    made = draft(studio, of(bulletin(now), bulletin(now, kind=Kind.NOTICE), peace=bulletin(now, kind=Kind.PEACE)))

    short = only(made, Part.HEADLINES).short
    assert [speech.words for speech in short] == ["Haya ndiyo ya wiki hii.", "Ukame, Kitui East: hali ya tahadhari."]


def test_words_that_hold_for_part_of_the_week_say_so_in_every_line_about_them(studio: Studio, now: datetime) -> None:
    monday, _ = on_air(WEEK)
    short = bulletin(now, send_at=monday + timedelta(days=1, hours=9), expires_at=monday + timedelta(days=3))

    about = [speech for speech in speeches(draft(studio, of(short))) if speech.bulletin == short.id]

    assert len(about) == 3  # headline, phase, advice
    assert {speech.cue for speech in about} == {"NOT BEFORE 01/12/2026 09:00, NOT AFTER 03/12/2026 00:00"}


def test_an_hour_that_has_passed_needs_no_direction(studio: Studio, now: datetime) -> None:
    monday, _ = on_air(WEEK)
    sent = bulletin(now, send_at=monday + timedelta(hours=9))

    made = draft(replace(studio, now=monday + timedelta(hours=10)), of(sent))

    assert {speech.cue for speech in speeches(made) if speech.bulletin == sent.id} == {""}


def test_the_source_names_who_stands_for_the_words_and_never_the_title(studio: Studio, now: datetime) -> None:
    warned = bulletin(now)

    made = draft(studio, of(warned))

    assert [speech.source for speech in read(made)] == [
        f"Taarifa {warned.id} (ukame), 24/11/2026; imeidhinishwa na Nyambura Kariuki; "
        "Kiswahili: imetiwa sahihi na Kioko Mutua"
    ]
    assert "MAAFISA" not in str(made)


def test_a_drafted_line_of_ours_is_the_presenters(studio: Studio) -> None:
    assert {speech.speaker for speech in speeches(draft(studio, Material()))} == {"", PRESENTER}


def test_the_radio_and_the_telephone_give_the_same_numbers() -> None:
    def digits(number: str) -> str:
        return "".join(sign for sign in number if sign.isdigit())

    on_radio = {digits(number) for _, number in radio_sentences.HELPLINES}
    on_phone = {digits(line.number) for line in referrals.ALL}
    assert on_radio == on_phone


def test_nothing_on_air_can_know_of_a_report() -> None:
    modules = [*Path("messages").glob("radio*.py"), Path("domain/heard.py"), Path("domain/radio_pieces.py")]
    assert len(modules) > 10
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                brought = ast.unparse(node)
                assert not any(of in brought for of in ("incident", "sighting", "reporters", "situation")), path


@pytest.mark.parametrize(("follow", "declares"), [(Follow.CANCEL, False), (Follow.ALL_CLEAR, True), (None, True)])
def test_what_takes_a_warning_back_is_announced_without_its_phase(
    studio: Studio, now: datetime, follow: Follow | None, declares: bool
) -> None:
    said = words(draft(studio, of(bulletin(now, follow=follow))))

    assert ("hali ya ukame ni ya tahadhari" in said) is declares
    assert (as_said("Tangazo la NDMA na kaunti, tarehe 24/11/2026") in said) is not declares
