"""Sexual violence and harm to a child, as people write of it; and the reports that only look alike."""

import pytest

from bot.confiding import told_by
from bot.keywords import understand
from bot.restricted import is_restricted, told_of
from bot.vocabulary import Wish
from domain import area_files
from domain.restricted_reports import RestrictedKind

PLACES = area_files.gazetteer()

TOLD = [
    *("walinibaka", "REPORT walinibaka jana usiku", "wamenibaka", "aliyembaka mtoto", "aliyenibaka", "alimbaka"),
    *("amebakwa jana", "wamebakwa na wezi", "asimbake tena", "abakwe", "ubakaji", "mbakaji yuko Mutha", "kubakwa"),
    *("wamemnajisi mtoto", "walimnajisi", "aliyemnajisi", "mtoto amenajisiwa", "unajisi", "walimnajis"),
    *("amemlawiti mtoto", "alimlawiti", "wamelawitiwa", "RIPOTI ulawiti shuleni", "alitombwa", "amerapiwa"),
    *("unyanyasaji wa kijinsia", "dhuluma za kijinsia", "ripoti ukatili wa kijinsia", "ukatili wa kingono"),
    *("kulazimishwa ngono", "alinilazimisha kufanya mapenzi", "mtoto ananyanyaswa", "watoto wananyanyaswa nyumbani"),
    *("ukeketaji", "wasichana wamekeketwa", "FGM", "mtoto ameolewa", "ndoa za utotoni", "alimshika sehemu za siri"),
    *("REPORT mtoto wa miaka 9 ana mimba ya baba yake", "REPORT a girl was raped", "raped", "rapped", "r4ped", "r@ped"),
    *("r a p e d", "gang-raped", "a rapist lives here", "sexual assault", "sexually assaulted", "sexual violence"),
    *("sexaul abuse", "child abused", "abuse of a child", "Child abuse next door", "children abused", "beaten child"),
    *("incest", "defilment", "child was defiled", "defilled", "difiled", "molested", "sodomised", "GBV case"),
    *("REPORT my uncle touches me", "child marriage", "she was forced to have sex", "forced sex"),
    *("rape", "REPORT RAPE", "attempted rape", "was rape", "rape of a girl", "gang rape at Mutha"),
    *("kesi ya rape", "they rape women"),
]  # fmt: skip
NOT_TOLD = [
    *("REPORT vibaka wameiba ng'ombe Mutha", "kibaka ameshikwa", "REPORT tabaka la juu", "matabaka ya udongo"),
    *("chui ana mabaka", "amebaki nyumbani", "watu wamebaki kijijini", "kubaki", "kubakia hapa", "hubaki", "walibakia"),
    *("Bakari ameibiwa mbuzi", "babake amejeruhiwa", "mahali ambako wezi wako", "bakora", "tumbaku", "grapes", "rapid"),
    *("anajisikia vibaya", "wanajisifu", "anajisimamia", "unajisajili", "Malawi", "tobacco", "scraped", "draped"),
    *("mtoto ameumwa na nyoka", "a child was hurt by an elephant", "children have no water", "watoto wana njaa"),
    *("polisi wananyanyasa wafanyabiashara", "waliingilia shamba kwa nguvu", "usawa wa kijinsia", "mama ana mimba"),
    *("wolves, tombs and bakeries", "the police abused the herders", "REPORT wizi wa mifugo", "mbaka"),
    *("Ng'ombe rape reoma", "mifugho rape", "kuzoghora matunda na mbogha rape"),  # Taita: his, its
]  # fmt: skip


@pytest.mark.parametrize("text", TOLD)
def test_it_is_heard_before_any_keyword_but_stop_and_nothing_is_kept(text):
    intent = understand(text, PLACES)

    assert intent.wish is Wish.RESTRICTED
    assert intent.words == ""


@pytest.mark.parametrize("text", NOT_TOLD)
def test_an_ordinary_report_is_not_lost_for_a_word_that_looks_alike(text):
    assert not is_restricted(text)
    assert understand(text, PLACES).wish in (Wish.REPORT, Wish.MESSAGE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("walinibaka", RestrictedKind.SEXUAL_VIOLENCE),
        ("ukeketaji", RestrictedKind.SEXUAL_VIOLENCE),
        ("unyanyasaji wa kijinsia", RestrictedKind.SEXUAL_VIOLENCE),
        ("mtoto ananyanyaswa", RestrictedKind.CHILD),
        ("child marriage", RestrictedKind.CHILD),
        ("wamemnajisi mtoto", RestrictedKind.UNSAID),
        ("a girl was raped", RestrictedKind.UNSAID),
        ("wezi wameiba mbuzi", None),
    ],
)
def test_which_of_the_two_it_is_or_both_at_once(text, kind):
    assert told_of(text) is kind


@pytest.mark.parametrize(
    ("text", "ward"),
    [
        ("REPORT Mutha msichana amebakwa", "kitui.kitui-south.mutha"),
        ("amebakwa huko Mutha", "kitui.kitui-south.mutha"),
        ("amebakwa huko Mbitini", None),  # there are two
        ("walinibaka jana", None),
    ],
)
def test_the_ward_is_kept_with_it_where_exactly_one_is_named(text, ward):
    assert told_by(text, PLACES).ward == ward
