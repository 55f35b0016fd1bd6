"""The blanks of standing texts: known, whole, the same in every language, and filled without a gap."""

import pytest

from domain.bulletins import Kind
from domain.languages import Language
from domain.library_texts import LibraryText
from domain.placeholders import check, fill, names
from domain.refusals import Refusal
from domain.signed_words import Form

OTHERS = [language for language in Language if language is not Language.SWAHILI]


def text(body: str, language: Language = Language.SWAHILI, form: Form = Form.SMS, plain: str = "") -> LibraryText:
    return LibraryText(language=language, form=form, body=body, plain=plain or body, writer_id=None)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Ukame {tarehe}", "There is no blank {tarehe}."),
        ("Ukame {date", "look at {date"),
        ("Ukame date}", "look at date}"),
        ("Ukame { date }", "A blank is written like {date}"),
        ("Ukame {Date}", "look at {Date}"),
        ("Ukame {{date}}", "A blank is written like {date}"),
        ("Ukame {}", "look at {}"),
    ],
)
def test_an_unknown_or_broken_blank_is_refused_with_the_piece_itself(body, why):
    with pytest.raises(Refusal) as refused:
        names(body)

    assert why in str(refused.value)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    ("body", "why"),
    [("{date}: maji", "(sms) lacks {area}"), ("{date} {area} {code}", "(sms) has {code}, which the Swahili one lacks")],
)
def test_every_language_has_the_blanks_of_the_swahili_text(language, body, why):
    swahili = text("{date}: Ukame {area}")
    check([text("{area} {date}", language), swahili], Kind.DROUGHT)

    with pytest.raises(Refusal) as refused:
        check([text(body, language), swahili], Kind.DROUGHT)

    assert why in str(refused.value)
    assert language.own_name in str(refused.value)


def test_each_form_is_compared_with_its_own_swahili_and_the_plain_form_with_both():
    sms, radio = text("{date}"), text("{area}", form=Form.RADIO)
    check([sms, radio, text("{area}", Language.KAMBA, Form.RADIO)], Kind.NOTICE)

    with pytest.raises(Refusal, match="radio"):
        check([sms, radio, text("{date}", Language.KAMBA, Form.RADIO)], Kind.NOTICE)
    with pytest.raises(Refusal, match="lacks"):
        check([sms, text("{date} kĩw'ũ", Language.KAMBA, plain="kiw'u")], Kind.NOTICE)


@pytest.mark.parametrize("kind", [Kind.PEACE, Kind.NOTICE])
@pytest.mark.parametrize("blank", ["phase", "trend", "month"])
def test_only_drought_has_a_phase_a_trend_and_their_month(kind, blank):
    check([text(f"{{{blank}}}")], Kind.DROUGHT)

    with pytest.raises(Refusal, match="Only a drought text"):
        check([text(f"{{{blank}}}")], kind)


def test_filling_leaves_no_gap_and_reads_no_blank_in_a_value():
    assert fill("{speaker} {date}", {"speaker": "NDMA {area}", "date": "24/11/2026", "code": "1"}) == (
        "NDMA {area} 24/11/2026"
    )
    with pytest.raises(Refusal, match=r"nothing to fill \{phase\} with"):
        fill("{date} {phase}", {"date": "24/11/2026"})
