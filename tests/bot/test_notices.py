"""What people agreed to can be shown, and no word of it changes without a new version."""

from bot.subscription import CONSENT
from domain import notices
from domain.languages import FLOOR, Language
from domain.notices import Road
from domain.notices import notices as versions
from domain.subscribers import NOTICE_VERSION, Channel
from messages.catalog import Catalog
from messages.welcome import WELCOME
from settings import LOCALES

ROADS = {Road.DIALLED: CONSENT, Road.TEXTED: WELCOME}


def as_written(catalog: Catalog, language: Language, sentences: tuple[str, ...]) -> str:
    """The words in the catalog, whoever signed them; nothing where one of them is missing."""
    if language is Language.ENGLISH:
        return " ".join(sentences)
    entries = [catalog.entries[language].get(sentence) for sentence in sentences]
    return " ".join(entry.text for entry in entries if entry) if all(entry and entry.text for entry in entries) else ""


def test_the_words_of_consent_change_only_with_a_new_version_of_the_notice() -> None:
    catalog = Catalog.load(LOCALES)
    said = {
        (road, language): words
        for road, sentences in ROADS.items()
        for language in Language
        if (words := as_written(catalog, language, sentences))
    }

    newest = list(versions().values())[-1]
    assert newest.version == NOTICE_VERSION
    assert dict(newest.words) == said, (
        f"The words of consent changed: raise NOTICE_VERSION and add its rows to {notices.CSV.name}, below the others."
    )


def test_whoever_reads_kamba_may_have_been_told_in_swahili() -> None:
    notice = versions()[NOTICE_VERSION]

    assert [language for language, _ in notice.said(Channel.SMS, Language.KAMBA)] == [Language.KAMBA, FLOOR]
    assert [language for language, _ in notice.said(Channel.USSD, Language.ENGLISH)] == [Language.ENGLISH]
