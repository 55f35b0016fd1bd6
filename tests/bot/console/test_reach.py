"""People, parts and price are counted for each text as it would be sent."""

from decimal import Decimal

from bot.console.reach import reach
from domain.audiences import Group, Survey
from domain.drafting import Words
from domain.languages import Language
from domain.signed_words import Form
from domain.subscribers import Kind

SW, KAM, DAV = Language.SWAHILI, Language.KAMBA, Language.TAITA
PASSES_ON = Kind.INTERMEDIARY
PEOPLE = {
    Group(SW): 100,
    Group(KAM): 50,
    Group(KAM, PASSES_ON): 5,
    Group(DAV): 20,
    Group(SW, PASSES_ON): 7,
    Group(KAM, neutral=True): 3,
}


def words(text: str, *, send_plain: bool = False) -> Words:
    return Words(text, text.replace("ĩ", "i"), send_plain)


def test_each_group_is_counted_on_the_text_it_gets() -> None:
    texts = {
        (SW, Form.SMS): words("a" * 200),  # two parts
        (SW, Form.INTERMEDIARY): words("b" * 400),  # three
        (KAM, Form.SMS): words("ĩ" * 80),  # two, in plain letters one
        (DAV, Form.RADIO): words("c"),
    }
    found = reach(texts, Survey(PEOPLE, 4, 2), Decimal(1))

    assert found.people == 185
    assert {key: line.people for key, line in found.lines.items() if line.people} == {
        (SW, Form.SMS): 100 + 20 + 3,
        (SW, Form.INTERMEDIARY): 7,
        (KAM, Form.SMS): 55,
    }
    assert found.cost == 123 * 2 + 7 * 3 + 55 * 2
    assert (found.instead, found.at_border, found.passing_on) == ({DAV: 20}, 3, 12)
    assert (found.paused, found.blocked) == (4, 2)

    plain = texts | {(KAM, Form.SMS): words("ĩ" * 80, send_plain=True)}
    assert reach(plain, Survey(PEOPLE, 0, 0), Decimal(1)).cost == found.cost - 55


def test_what_takes_it_back_is_priced_beside_and_not_in_the_sum() -> None:
    texts = {(SW, Form.SMS): words("a"), (KAM, Form.SMS): words("b"), (SW, Form.CANCEL): words("c")}
    found = reach(texts, Survey(PEOPLE, 0, 0), Decimal(1))

    assert found.lines[SW, Form.CANCEL].people == found.people == 185
    assert found.cost == 185


def test_without_swahili_only_those_with_a_text_of_their_own_get_one() -> None:
    found = reach({(KAM, Form.SMS): words("b")}, Survey(PEOPLE, 0, 0), Decimal(1))

    assert (found.people, found.cost, found.instead) == (185, 55, {DAV: 20})
