"""A number is read strictly and never printed."""

import re
from unittest.mock import patch

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import phones
from domain.phones import NotAKenyanNumber, Phone


@pytest.mark.parametrize(
    "typed",
    ["0711000001", "711000001", "254711000001", "+254711000001", " 254711000001", "+254 711 000 001", "0711-000-001"],
)
def test_the_ways_people_write_one_number_are_one_number(typed: str) -> None:
    assert Phone.parse(typed).e164 == "+254711000001"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "+2541234",
        "1195",
        "999",
        "+255711000001",
        "+12025550123",
        "+254711XXXYYY",
        "+25471100000",
        "0711000001x5",
    ],
)
def test_what_is_no_number_of_kenyas_plan_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(NotAKenyanNumber) as refusal:
        Phone.parse(typed)

    assert not typed or typed not in str(refusal.value)


def test_printing_masks_it() -> None:
    phone = Phone.parse("0711234567")

    for shown in (str(phone), repr(phone), f"{phone}", repr([phone])):
        assert "711234" not in shown
        assert "67" in shown


MOBILES = st.from_regex(r"[ \t]?\+?254[17][0-9]{8}[ \n]?", fullmatch=True)
ALMOST = st.from_regex(r"\+?2?5?4?[17]?[0-9٣]{6,10}[ x;#A-Z]?[0-9]?", fullmatch=True)


@given(MOBILES | ALMOST | st.text(alphabet="+0123456789 -٣x", max_size=16))
def test_the_short_way_and_the_library_read_the_same_number(typed: str) -> None:
    def read() -> str | None:
        try:
            return Phone.parse(typed).e164
        except NotAKenyanNumber:
            return None

    quick = read()
    with patch.object(phones, "_PLAIN", re.compile("(?!)")):  # matches nothing
        assert read() == quick


@pytest.mark.parametrize("start", [f"+254{n}" for n in (*range(700, 800), *range(100, 120))])
def test_the_library_knows_every_range_that_is_read_the_short_way(start: str) -> None:
    number = f"{start}000001"
    known = phonenumbers.is_valid_number(phonenumbers.parse(number))

    assert bool(phones._PLAIN.fullmatch(number)) == known
