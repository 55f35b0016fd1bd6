"""How a standing text gets its words: who may change them, when that makes the next version, whose name they carry."""

from dataclasses import dataclass
from datetime import date, datetime

from domain import hours, placeholders, standing, titles
from domain.bulletins import Kind
from domain.drafting import Texts, Words
from domain.languages import Language
from domain.library import LATEST_REVIEW, ForWhom, LibraryEntry, LibraryVersion, PeaceTopic
from domain.library_texts import LibraryText
from domain.officers import Officer
from domain.phases import Phase
from domain.refusals import Refusal
from domain.signed_words import Form, check_length


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an entry is for: settled when it is begun, for every approval of a version leans on it."""

    title: str
    kind: Kind
    phase: Phase | None = None
    for_whom: ForWhom | None = None
    topic: PeaceTopic | None = None
    county: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One version: its words, where its advice comes from and whether that was seen, and when to read it again."""

    source: str
    verified: bool
    review_on: date | None
    texts: Texts


def start(officer: Officer, about: About, content: Content, now: datetime) -> LibraryEntry:
    """A new entry with its first version. Raises `Refusal`."""
    drought = about.kind is Kind.DROUGHT
    entry = LibraryEntry(
        title=about.title.strip(),
        kind=about.kind,
        phase=about.phase if drought else None,
        for_whom=about.for_whom if drought else None,
        topic=about.topic if about.kind is Kind.PEACE else None,
        county=about.county,
    )
    if drought and (entry.phase is None or entry.for_whom is None):
        raise Refusal("Choose the phase and the readers of a drought text.")
    if entry.kind is Kind.PEACE and entry.topic is None:
        raise Refusal("Choose the topic of a peace text.")
    entry.check_writer(officer, hours.local(now).date())
    version = LibraryVersion(number=1, source="", verified=False, created_at=now, author_id=officer.id)
    entry.versions.append(version)
    _fill(version, officer, content, now)
    titles.check(entry.title)
    return entry


def revise(entry: LibraryEntry, officer: Officer, title: str, content: Content, now: datetime) -> LibraryVersion:
    """Change the newest version, or, when that is approved, write the next. Raises `Refusal`; the caller rolls back."""
    entry.check_writer(officer, hours.local(now).date())
    entry.title = title.strip()
    titles.check(entry.title)
    version = _open_version(entry, officer, now)
    _fill(version, officer, content, now)
    return version


def adopt(
    entry: LibraryEntry,
    text: LibraryText,
    officer: Officer,
    words: Words,
    now: datetime,
    *,
    proposer: int | None = None,
) -> LibraryVersion:
    """Take a speaker's words for one text of the newest version: who does wrote it, so that the speaker may sign.

    The `proposer` had a hand in it, and does not approve it.
    """
    entry.check_writer(officer, hours.local(now).date())
    version = _open_version(entry, officer, now)
    _write(version, officer, text.language, text.form, words)
    version.hands = sorted({*version.hands, *([proposer] if proposer else [])})
    placeholders.check(version.texts, entry.kind)
    return version


def sign(entry: LibraryEntry, text: LibraryText, officer: Officer, now: datetime, *, seen: str) -> None:
    """Put a speaker's name to a text, approved or not; `seen` is the fingerprint of the words the speaker read."""
    entry.check_open()
    if seen != text.fingerprint():
        raise Refusal("The words were changed while you read them: read them again, then sign.")
    if text.signed:
        raise Refusal("Another speaker signed this text while you read it.")
    standing.check_speaker(officer, text.language, entry.counties, hours.local(now).date())
    text.sign(officer, now, hours.local(now).date())


def copy_to(version: LibraryVersion, county: str, officer: Officer, now: datetime) -> LibraryEntry:
    """A county's own entry with the same words and the names under them, to be approved and changed by that county."""
    of = version.entry
    entry = LibraryEntry(
        title=of.title, kind=of.kind, phase=of.phase, for_whom=of.for_whom, topic=of.topic, county=county
    )
    entry.check_writer(officer, hours.local(now).date())
    entry.versions.append(_copy(version, 1, officer, now))
    return entry


def _open_version(entry: LibraryEntry, officer: Officer, now: datetime) -> LibraryVersion:
    """The newest version where it can still be changed, else the next one with the same words and names."""
    version = entry.newest
    if version.approved_at is not None:
        version = _copy(version, version.number + 1, officer, now)
        entry.versions.append(version)
    version.hands = sorted({*version.hands, officer.id})
    return version


def _copy(version: LibraryVersion, number: int, officer: Officer, now: datetime) -> LibraryVersion:
    return LibraryVersion(
        number=number,
        source=version.source,
        verified=version.verified,
        created_at=now,
        author_id=officer.id,
        texts=[_copied(text) for text in version.texts],
    )


def _copied(text: LibraryText) -> LibraryText:
    copied = LibraryText(
        language=text.language,
        form=text.form,
        body=text.body,
        plain=text.plain,
        writer_id=text.writer_id,
        writers=list(text.writers),
        send_plain=text.send_plain,
    )
    if text.signed:
        copied.carry(text)
    return copied


def _check_review(review_on: date | None, today: date) -> None:
    if review_on is not None and review_on <= today:
        raise Refusal("The day to read it again must lie ahead.")
    if review_on is not None and review_on > today + LATEST_REVIEW:
        raise Refusal("The day to read it again lies too far ahead: choose one within three years.")


def _fill(version: LibraryVersion, officer: Officer, content: Content, now: datetime) -> None:
    if not content.source.strip():
        raise Refusal("Say where its advice comes from; “from memory” is an answer too.")
    _check_review(content.review_on, hours.local(now).date())
    version.source, version.verified, version.review_on = content.source.strip(), content.verified, content.review_on
    for (language, form), words in content.texts.items():
        _write(version, officer, language, form, words)
    if not version.texts:
        raise Refusal("Write the text to send: all of them are empty.")
    placeholders.check(version.texts, version.entry.kind)


def _write(version: LibraryVersion, officer: Officer, language: Language, form: Form, words: Words) -> None:
    """Put one text in place; an empty one is taken away."""
    text = version.text(language, form)
    if not words.body.strip():
        if text is not None:
            version.texts.remove(text)
        return
    check_length(language, form, words.body)
    if text is None:
        text = LibraryText(language=language, form=form, body="", plain="", writer_id=officer.id)
        version.texts.append(text)
    text.write(officer, words.body, words.plain, send_plain=words.send_plain)
