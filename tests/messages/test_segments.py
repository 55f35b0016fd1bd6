import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.segments import LIMITS, Encoding, segment

GSM, UCS = Encoding.GSM7, Encoding.UCS2


@pytest.mark.parametrize(
    ("text", "encoding", "units", "lengths"),
    [
        ("", GSM, 0, []),
        ("a", GSM, 1, [1]),
        ("a" * 160, GSM, 160, [160]),
        ("a" * 161, GSM, 161, [153, 8]),
        ("a" * 306, GSM, 306, [153, 153]),
        ("a" * 307, GSM, 307, [153, 153, 1]),
        ("a" * 159 + "€", GSM, 161, [153, 7]),
        ("a" * 158 + "€", GSM, 160, [159]),
        (("a" * 152 + "€") * 3, GSM, 462, [152, 152, 152, 3]),
        ("~" * 160, GSM, 320, [76, 76, 8]),
        ("ĩ" * 70, UCS, 70, [70]),
        ("ĩ" * 71, UCS, 71, [67, 4]),
        ("ĩ" * 134, UCS, 134, [67, 67]),
        ("ĩ" * 135, UCS, 135, [67, 67, 1]),
        ("ĩ" * 69 + "😀", UCS, 71, [67, 3]),
        ("ĩ" * 68 + "😀", UCS, 70, [69]),
        ("ĩ" * 66 + "😀" + "a" * 40, UCS, 108, [66, 41]),
        ("ç", UCS, 1, [1]),
        ("Ç", GSM, 1, [1]),
        ("`", UCS, 1, [1]),
        ("\x1b", UCS, 1, [1]),
        ("\x1be", UCS, 2, [2]),
        ("\t", UCS, 1, [1]),
        ("ng’ombe", UCS, 7, [7]),
        ("ng'ombe", GSM, 7, [7]),
        ("Ksh\u00a01,234.50", UCS, 12, [12]),
        ("i\u0303", UCS, 2, [2]),
    ],
)
def test_a_text_is_cut_where_the_network_cuts_it(text: str, encoding: Encoding, units: int, lengths: list[int]) -> None:
    found = segment(text)

    assert (found.encoding, found.units, [len(part) for part in found.parts]) == (encoding, units, lengths)


@pytest.mark.parametrize(
    ("text", "left"),
    [("", 160), ("a" * 159, 1), ("a" * 160, 0), ("a" * 161, 145), ("ĩ" * 69, 1), ("ĩ" * 71, 63), ("~" * 160, 137)],
)
def test_it_tells_what_still_fits_before_the_next_part(text: str, left: int) -> None:
    assert segment(text).left_in_last_part == left


texts = st.text(alphabet=st.sampled_from("aé€~ĩ’😀\n"), max_size=400) | st.text(max_size=400)


@given(texts)
def test_the_parts_join_to_the_text_and_none_is_over_its_limit(text: str) -> None:
    found = segment(text)
    single, multi = LIMITS[found.encoding]
    limit = single if len(found.parts) == 1 else multi
    alone = [_units(part, found.encoding) for part in found.parts]

    assert "".join(found.parts) == text
    assert all(0 < units <= limit for units in alone)
    assert sum(alone) == found.units
    assert 0 <= found.left_in_last_part <= single


def _units(part: str, encoding: Encoding) -> int:
    if encoding is UCS:
        return len(part.encode("utf-16-be", "surrogatepass")) // 2
    return len(part) + sum(part.count(pair) for pair in "\f^{}\\[~]|€")
