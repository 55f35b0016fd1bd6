"""A number is read strictly and never printed."""

import pytest

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
