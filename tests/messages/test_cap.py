"""Bulletins as CAP 1.2: what the schema of OASIS says of them, what it does not say, and what comes back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import capvalidator
import pytest

from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow, Kind
from domain.languages import Language
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.signed_words import Form
from messages import cap, cap_bulletins, cap_feed, cap_signature
from messages.cap_bulletins import parted
from messages.cap_places import meant
from messages.cap_reading import read
from messages.cap_structure import Alert, Area, Named, Reference
from tests.certificates import make_seal

NOW = datetime(2026, 11, 24, 6, 30, 12, 345678, tzinfo=UTC)
SMS = {
    Language.SWAHILI: "NDMA 24/11/2026: Ukame Kitui, hali ya hatari. Hifadhi maji & malisho. SMS 20880.",
    Language.KAMBA: "NDMA 24/11/2026: Yũa nĩ yĩ vo Kitui. Sũvĩai kĩw'ũ.",
    Language.ENGLISH: "NDMA 24/11/2026: Drought in Kitui, Alarm. Keep water.",
}
HOME, SENDER = "https://mbiu.example/alerts/20261124-0123456789", "mbiu.example"
FIRST = Reference(SENDER, "https://mbiu.example/alerts/20261101-aaaaaaaaaa", datetime(2026, 11, 1, 6, tzinfo=UTC))


def text(language: Language, body: str, form: Form = Form.SMS, *, signed: bool = True) -> BulletinText:
    words = BulletinText(language=language, form=form, body=body, plain=body, writer_id=1)
    words.signed_hash = words.fingerprint() if signed else None
    return words


def bulletin(
    texts: Sequence[BulletinText] | None = None,
    *,
    kind: Kind = Kind.DROUGHT,
    phase: Phase | None = Phase.ALARM,
    follow: Follow | None = None,
    areas: Sequence[str] = ("kitui",),
    zones: Sequence[str] = (),
) -> Bulletin:
    return Bulletin(
        title="For officers only",
        kind=kind,
        phase=phase if kind is Kind.DROUGHT else None,
        trend=Trend.WORSENING if kind is Kind.DROUGHT else None,
        areas=list(areas),
        zones=list(zones),
        send_at=NOW,
        started_at=NOW,
        expires_at=NOW + timedelta(days=30),
        author_id=1,
        created_at=NOW,
        follow=follow,
        follows_id=7 if follow else None,
        texts=[text(*words) for words in SMS.items()] if texts is None else list(texts),
    )


def as_alert(of: Bulletin, places: Gazetteer, before: Sequence[Reference] = ()) -> Alert:
    return cap_bulletins.alert(of, HOME, SENDER, places, before)


def written(alert: Alert) -> bytes:
    return cap.serialised(cap.element(alert))


@pytest.mark.parametrize("follow", [None, *Follow])
@pytest.mark.parametrize("phase", Phase)
def test_every_phase_and_follow_is_valid_and_comes_back_the_same(
    places: Gazetteer, phase: Phase, follow: Follow | None
) -> None:
    alert = as_alert(bulletin(phase=phase, follow=follow), places, [FIRST] if follow else [])

    document = written(alert)

    assert capvalidator.check_schema(document).passed
    assert read(document) == alert
    assert written(alert) == document, "the same bytes again"
    expected = {None: "Alert", Follow.UPDATE: "Update", Follow.CANCEL: "Cancel", Follow.ALL_CLEAR: "Update"}
    assert alert.message == expected[follow]


@pytest.mark.parametrize(
    ("phase", "follow", "weight"),
    [
        (Phase.NORMAL, Follow.UPDATE, ("Past", "Minor", "Observed", ("AllClear",))),
        (Phase.ALERT, None, ("Future", "Moderate", "Observed", ("Monitor", "Prepare"))),
        (Phase.ALARM, None, ("Future", "Severe", "Observed", ("Prepare", "Execute"))),
        (Phase.EMERGENCY, None, ("Immediate", "Extreme", "Observed", ("Execute",))),
        (Phase.RECOVERY, Follow.UPDATE, ("Future", "Minor", "Observed", ("Monitor", "Assess"))),
        (Phase.EMERGENCY, Follow.ALL_CLEAR, ("Past", "Minor", "Observed", ("AllClear",))),
        (Phase.EMERGENCY, Follow.CANCEL, ("Past", "Minor", "Unlikely", ("None",))),
    ],
)
def test_a_phase_weighs_what_the_table_says(
    places: Gazetteer, phase: Phase, follow: Follow | None, weight: tuple[object, ...]
) -> None:
    for info in as_alert(bulletin(phase=phase, follow=follow), places, [FIRST]).infos:
        assert (info.urgency, info.severity, info.certainty, info.responses) == weight
        assert bool(info.parameters) == (follow in (None, Follow.UPDATE)), "an end declares no phase"


def test_swahili_comes_first_and_kamba_keeps_its_letters(places: Gazetteer) -> None:
    alert = as_alert(bulletin(), places)

    assert [info.language for info in alert.infos] == ["sw-KE", "kam-KE", "en-KE"]
    assert alert.infos[1].headline == "NDMA 24/11/2026: Yũa nĩ yĩ vo Kitui."
    assert alert.infos[0].description == SMS[Language.SWAHILI]
    document = written(alert).decode()
    assert "<sent>2026-11-24T09:30:12+03:00</sent>" in document
    assert "<expires>2026-12-24T09:30:12+03:00</expires>" in document
    assert "Hifadhi maji &amp; malisho" in document
    assert "For officers only" not in document
    assert {Named("NDMA:phase", "Alarm"), Named("NDMA:trend", "Worsening")} == set(alert.infos[0].parameters)
    assert alert.infos[0].event_codes == (Named("OET:v1.2", "OET-063"),)
    assert alert.infos[0].sender_name == "NDMA, Kitui County"


def test_the_longer_text_describes_and_the_sms_says_what_to_do(places: Gazetteer) -> None:
    longer = text(Language.SWAHILI, "Wananchi wa Kitui, ukame umefika.", Form.INTERMEDIARY)
    [info] = as_alert(bulletin([text(Language.SWAHILI, SMS[Language.SWAHILI]), longer]), places).infos

    assert info.description == longer.body
    assert info.headline == "NDMA 24/11/2026: Ukame Kitui, hali ya hatari."
    assert info.instruction == "Hifadhi maji & malisho. SMS 20880."


def test_nothing_unsigned_and_nothing_prepared_for_later_is_published(places: Gazetteer) -> None:
    texts = [
        text(Language.SWAHILI, "Ukame."),
        text(Language.SWAHILI, "Si kweli.", Form.CANCEL),
        text(Language.SWAHILI, "Umeisha.", Form.ALL_CLEAR),
        text(Language.KAMBA, "Yũa.", signed=False),
        text(Language.SWAHILI, "Redio.", Form.RADIO, signed=False),
    ]

    document = written(as_alert(bulletin(texts), places)).decode()

    assert not [words for words in ("Si kweli", "Umeisha", "Yũa", "Redio") if words in document]


def test_a_peace_message_names_counties_alone_and_no_event_of_unrest(places: Gazetteer) -> None:
    [info] = as_alert(
        bulletin([text(Language.SWAHILI, "Amani.")], kind=Kind.PEACE, areas=["kitui.kitui-east"]), places
    ).infos

    assert (info.categories, info.event_codes, info.parameters) == (("Safety",), (), ())
    assert [area.words for area in info.areas] == ["Kitui County"]
    assert info.sender_name == "Kitui County"


def test_a_notice_is_an_event_of_its_own(places: Gazetteer) -> None:
    alert = as_alert(bulletin(kind=Kind.NOTICE), places)

    assert {info.event for info in alert.infos} == {"Public notice"}
    assert capvalidator.check_schema(written(alert)).passed


def test_a_county_has_its_iso_code_and_a_smaller_area_its_own(places: Gazetteer) -> None:
    wards = ["taita-taveta", "kitui.kitui-east", "kitui.kitui-east.nzambani", "kitui.kitui-east.voo-kyamatu"]
    areas = as_alert(bulletin(areas=wards), places).infos[0].areas

    assert [area.words for area in areas][:3] == [
        "Taita Taveta County", "Kitui East, Kitui County", "Nzambani (Kitui East), Kitui County",
    ]  # fmt: skip
    assert areas[0].geocodes == (Named("ISO3166-2", "KE-39"),)
    assert areas[2].geocodes == (Named("mbiu:area", wards[2]),), "its number is disputed"
    assert areas[3].geocodes == (Named("mbiu:area", wards[3]), Named("IEBC:ward", "362"))


def test_livelihood_zones_narrow_a_county_and_take_its_code_away(places: Gazetteer) -> None:
    [area] = as_alert(bulletin(zones=["kitui.mixed-farming"]), places).infos[0].areas

    assert area.words == "Kitui County: Mixed Farming"
    assert area.geocodes == (Named("mbiu:area", "kitui"), Named("mbiu:zone", "kitui.mixed-farming"))


def test_an_update_of_what_was_never_public_speaks_for_itself_and_an_end_is_refused(places: Gazetteer) -> None:
    assert as_alert(bulletin(follow=Follow.UPDATE), places).message == "Alert"
    for end in (Follow.CANCEL, Follow.ALL_CLEAR):
        with pytest.raises(Refusal, match="does not say which alert"):
            written(as_alert(bulletin(follow=end), places))


BAD = [
    ({"identifier": ""}, "empty, or holds a blank"),
    ({"identifier": "a b"}, "empty, or holds a blank"),
    ({"sender": "a,b"}, "empty, or holds a blank"),
    ({"sender": "a<b"}, "empty, or holds a blank"),
    ({"message": "Update"}, "does not say which alert"),
    ({"references": (Reference("a b", "c", NOW),)}, "empty, or holds a blank"),
    ({"scope": "Restricted"}, "restriction"),
    ({"restriction": "staff"}, "restriction"),
    ({"scope": "Private"}, "addresses"),
    ({"addresses": "x"}, "addresses"),
    ({"infos": ()}, "no text"),
]


@pytest.mark.parametrize(("change", "why"), BAD)
def test_what_the_schema_lets_pass_is_refused_in_words(places: Gazetteer, change: dict[str, object], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        cap.element(replace(as_alert(bulletin(), places), **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"expires": NOW - timedelta(days=1)}, "over before it is sent"),
        ({"expires": None}, "over before it is sent"),
        ({"areas": ()}, "different things"),
        ({"headline": ""}, "no text"),
        ({"description": "\x00"}, "XML cannot carry"),
        ({"language": "kam-KE"}, "same language twice"),
        ({"severity": "Minor"}, "different things"),
        ({"areas": (Area(words="x", circles=("1,2 3",)),)}, "different things"),
    ],
)
def test_an_info_that_cannot_stand_is_refused(places: Gazetteer, change: dict[str, object], why: str) -> None:
    alert = as_alert(bulletin(), places)
    first, *others = alert.infos

    with pytest.raises(Refusal, match=why):
        cap.element(replace(alert, infos=(replace(first, **change), *others)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("area", "good"),
    [
        ({"polygons": ("-1,38 -1,39 -2,39 -1,38",)}, True),
        ({"polygons": ("-1,38 -1,39 -1,38",)}, False),
        ({"polygons": ("-1,38 -1,39 -2,39 -2,38",)}, False),
        ({"polygons": ("98,38 -1,39 -2,39 98,38",)}, False),
        ({"circles": ("-1.25,38.1 20",)}, True),
        ({"circles": ("-1.25,38.1",)}, False),
        ({"circles": ("",)}, False),
    ],
)
def test_shapes_must_be_shapes(places: Gazetteer, area: dict[str, tuple[str, ...]], good: bool) -> None:
    alert = as_alert(bulletin([text(Language.SWAHILI, "Ukame.")]), places)
    shaped = replace(alert, infos=(replace(alert.infos[0], areas=(Area(words="x", **area),)),))

    if good:
        assert read(written(shaped)) == shaped
    else:
        with pytest.raises(Refusal):
            cap.element(shaped)


@pytest.mark.parametrize(
    ("words", "headline", "rest"),
    [
        ("Ukame. Hifadhi maji.", "Ukame.", "Hifadhi maji."),
        ("Mvua 2.5 mm tu. Subiri", "Mvua 2.5 mm tu.", "Subiri"),
        ("Hakuna nukta", "Hakuna nukta", ""),
        ("", "", ""),
        ("neno " * 60, "neno " * 31 + "...", "neno " * 28 + "neno"),
    ],
)
def test_a_headline_is_whole_or_says_that_it_is_cut(words: str, headline: str, rest: str) -> None:
    first, then = parted(words)

    assert len(first) <= 160
    assert (first.replace(" ...", "..."), then) == (headline.replace(" ...", "..."), rest)


def test_a_signed_alert_is_valid_and_shows_tampering(places: Gazetteer) -> None:
    alert = as_alert(bulletin(), places)

    signed = cap.serialised(cap_signature.sign(cap.element(alert), *make_seal()))

    assert capvalidator.validate_cap_message(signed).passed
    assert read(signed) == alert
    assert read(signed).signed
    assert not capvalidator.check_signature(signed.replace(b"Hifadhi", b"Poteza!")).passed


def test_a_full_feed_is_small(places: Gazetteer) -> None:
    long = "NDMA 24/11/2026: " + "Ukame mkali katika maeneo yote ya kaunti " * 3 + "."
    alert = as_alert(bulletin([text(Language.SWAHILI, long)], areas=["kitui.kitui-east.nzambani"] * 8), places)

    assert len(cap_feed.feed([alert] * cap_feed.MOST, f"{HOME}/feed.atom", HOME, SENDER)) < 100_000


def test_what_an_alert_names_is_only_matched(places: Gazetteer) -> None:
    named = [
        Area(words="Makueni County and Voi; somewhere else", geocodes=()),
        Area(words="?", geocodes=(Named("ISO3166-2", "KE-18"), Named("mbiu:area", "kitui.kitui-east.nzambani"))),
    ]

    found = meant(named, places)

    assert {"makueni", "taita-taveta.voi", "kitui", "kitui.kitui-east.nzambani"} <= set(found)
