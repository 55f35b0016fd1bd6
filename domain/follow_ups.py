"""What comes after a warning that has begun to leave: an update, taking it back, saying that it is over.

Each is a bulletin of its own and takes the ordinary road. It is for whoever has the first or any update of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain import hours
from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText, dated
from domain.bulletins import Bulletin, Follow
from domain.chains import chain
from domain.life_cycle import ON_THEIR_WAY, State
from domain.officers import Officer
from domain.phases import Phase, Trend
from domain.refusals import Refusal
from domain.senders import Sender
from domain.signed_words import Form

# The words that were prepared and signed with the warning; an update has none, for nobody could know them.
PREPARED = {Follow.CANCEL: Form.CANCEL, Follow.ALL_CLEAR: Form.ALL_CLEAR}
ENDS = tuple(PREPARED)
# Who asks by phone within a week is told of it, and a county whose money of the day is spent has days left.
LEAST_LIFE = timedelta(days=7)
OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, *ON_THEIR_WAY)
STILL_TO_LEAVE = (State.APPROVED, *ON_THEIR_WAY)

_UNDER_WAY = text("""
    SELECT EXISTS (SELECT FROM bulletins WHERE id = ANY(:others) AND state IN ('sending', 'paused'))
        OR EXISTS (SELECT FROM batches WHERE bulletin_id = ANY(:others) AND state <> 'done')""")


def others(session: Session, bulletin: Bulletin) -> list[Bulletin]:
    """The rest of its chain, the first one first."""
    ids = [found for found in chain(session, bulletin.id) if found != bulletin.id]
    return list(session.scalars(select(Bulletin).where(Bulletin.id.in_(ids)).order_by(Bulletin.id))) if ids else []


def check_may_follow(bulletin: Bulletin, rest: Sequence[Bulletin], follow: Follow) -> None:
    """Refuse what has not left, what ends a chain, what is no longer its newest, and a second of what one is enough."""
    if bulletin.training or bulletin.started_at is None:
        raise Refusal("It has not left: change it or cancel it instead.")
    if bulletin.follow in ENDS:
        raise Refusal("Nothing follows a message that ends a warning: write a new bulletin.")
    if newer := [other for other in _left(rest) if _began(other) > _began(bulletin)]:
        raise Refusal("Bulletin %(number)s has updated it: go on from that one.", number=newer[-1].id)
    _check_not_ended(rest, (*OPEN, State.SENT))
    if follow is Follow.UPDATE and (waiting := [other for other in rest if other.follow and other.state in OPEN]):
        raise Refusal("Bulletin %(number)s updates it already and has not left.", number=waiting[-1].id)


def start(
    session: Session,
    first: Bulletin,
    follow: Follow,
    officer: Officer,
    now: datetime,
    *,
    title: str,
    declared: tuple[Phase | None, Trend | None] | None = None,
) -> Bulletin:
    """A draft that follows `first`, in the words prepared with it. Raises `Refusal`.

    `declared` are phase and trend as they are now; without them they are those of `first`.
    """
    _take_turns(session, first)
    first.check_writer(officer, now)
    check_may_follow(first, others(session, first), follow)
    bulletin = _draft(first, follow, officer.id, title, now)
    if declared:
        bulletin.phase, bulletin.trend, bulletin.record_id = *declared, None
    bulletin.check_plan(now)
    session.add(bulletin)
    session.flush()
    return bulletin


def _draft(first: Bulletin, follow: Follow, author_id: int, title: str, now: datetime) -> Bulletin:
    send_at = hours.soon(now)
    return Bulletin(
        title=title,
        kind=first.kind,
        phase=first.phase,
        trend=first.trend,
        areas=list(first.areas),
        zones=list(first.zones),
        audience_kinds=list(first.audience_kinds),
        audience_languages=list(first.audience_languages),
        public=first.public,
        follows_id=first.id,
        follow=follow,
        record_id=first.record_id,
        send_at=send_at,
        expires_at=max(first.expires_at, send_at + LEAST_LIFE),
        author_id=author_id,
        created_at=now,
        texts=[_copied(words, form, send_at) for words, form in _words_for(first, follow)],
    )


def _words_for(first: Bulletin, follow: Follow) -> list[tuple[BulletinText, Form]]:
    """What a follow-up begins with, and as which form: an end with its own words, an update with those that end it."""
    if follow in ENDS:
        return [(words, Form.SMS) for words in prepared(first, follow)]
    return [(words, words.form) for end in ENDS for words in prepared(first, end)]


def prepared(first: Bulletin, follow: Follow) -> list[BulletinText]:
    """What was written with it for this."""
    return [words for words in first.texts if words.form is PREPARED.get(follow)]


def submit(session: Session, bulletin: Bulletin, officer: Officer, now: datetime) -> None:
    """Ask for approval of any bulletin, with what one that follows another must keep."""
    if bulletin.follows_id is not None:
        _check(bulletin, others(session, bulletin))
    bulletin.submit(officer, now)


def approve(
    session: Session, bulletin: Bulletin, officer: Officer, now: datetime, sender: Sender | None
) -> list[Bulletin]:
    """Stand for any bulletin; returns those it stops.

    What ends a warning stops in this very transaction whatever of its chain has not left, so that nobody gets the
    warning after its end. One whose hour passed while it waited for the approver leaves now.
    """
    bulletin.bind(Gazetteer.wards_now(session))
    if bulletin.follows_id is None:
        bulletin.approve(officer, now, sender)
        return []
    _take_turns(session, bulletin)
    rest = others(session, bulletin)
    _check(bulletin, rest)
    bulletin.follows_id = _left(rest)[-1].id
    bulletin.send_at = max(bulletin.send_at, now)
    _date(bulletin, rest)
    bulletin.approve(officer, now, sender)
    return _make_way(session, bulletin, officer, now)


def stopped_by(bulletin: Bulletin, rest: Iterable[Bulletin]) -> list[Bulletin]:
    """What its approval stops of its chain."""
    return [other for other in rest if bulletin.follow in ENDS and other.state in STILL_TO_LEAVE]


def must_wait(session: Session, bulletin: Bulletin) -> bool:
    """Whether a list of its chain is still with a provider or waits to be: it would overtake what it speaks of."""
    if bulletin.follows_id is None:
        return False
    rest = [found for found in chain(session, bulletin.id) if found != bulletin.id]
    return bool(session.scalar(_UNDER_WAY, {"others": rest}))


def waited_until(session: Session, bulletin: Bulletin) -> datetime:
    """Since when nothing of its chain holds it up; its own hour for one that follows nothing."""
    ended = func.max(Bulletin.finished_at)
    if bulletin.follows_id is None:
        return bulletin.send_at
    return session.scalar(select(ended).where(Bulletin.id.in_(chain(session, bulletin.id)))) or bulletin.send_at


def _take_turns(session: Session, bulletin: Bulletin) -> None:
    """Two who act on one chain at once do so one after the other; the second sees what the first did.

    The keys stay readable: a clock that starts one of the chain checks what it follows, and holds what we want.
    """
    first = min(chain(session, bulletin.id))
    session.execute(select(Bulletin.id).where(Bulletin.id == first).with_for_update(key_share=True))
    session.expire(bulletin)


def _check(bulletin: Bulletin, rest: Sequence[Bulletin]) -> None:
    first = next(other for other in rest if other.id == bulletin.follows_id)
    if _about(bulletin) != _about(first) or bulletin.training:
        raise Refusal(
            "It is about bulletin %(number)s: its kind, its places and whether it is public stay those of that one.",
            number=first.id,
        )
    _check_not_ended(rest, (*STILL_TO_LEAVE, State.SENT))
    if bulletin.follow is Follow.UPDATE and (next_up := [other for other in rest if other.state is State.APPROVED]):
        raise Refusal("Bulletin %(number)s of the same warning is about to leave: wait for it.", number=next_up[0].id)


def _about(bulletin: Bulletin) -> tuple[object, ...]:
    whom = (bulletin.areas, bulletin.zones, bulletin.audience_kinds, bulletin.audience_languages)
    return bulletin.kind, bulletin.public, *(sorted(part) for part in whom)


def _check_not_ended(rest: Iterable[Bulletin], states: Sequence[State]) -> None:
    if ending := [other for other in rest if other.follow in ENDS and other.state in states]:
        raise Refusal("Bulletin %(number)s is there already to end this warning.", number=ending[0].id)


def _make_way(session: Session, bulletin: Bulletin, officer: Officer, now: datetime) -> list[Bulletin]:
    if bulletin.follow not in ENDS:
        return []
    ids = [found for found in chain(session, bulletin.id) if found != bulletin.id]
    query = select(Bulletin).where(Bulletin.id.in_(ids), Bulletin.state.in_(STILL_TO_LEAVE)).order_by(Bulletin.id)
    stopped = list(session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)))
    for other in stopped:
        other.cancel(officer, now)
    return stopped


def _copied(words: BulletinText, form: Form, send_at: datetime) -> BulletinText:
    """The same words under the same names; those that leave now with the day on which they do."""
    on = hours.local(send_at).date()
    body, plain = (dated(said, words.form, on) if form is Form.SMS else said for said in (words.body, words.plain))
    copy = BulletinText(
        language=words.language,
        form=form,
        body=body,
        plain=plain,
        send_plain=words.send_plain,
        writer_id=words.writer_id,
        writers=list(words.writers),
    )
    if words.signed:
        copy.carry(words)
    return copy


def _date(bulletin: Bulletin, rest: Iterable[Bulletin]) -> None:
    """Its hour may have moved to another day: the copied words whose names still stand say that one. Digits alone."""
    for words in (words for other in rest if bulletin.follow for words in prepared(other, bulletin.follow)):
        copy = bulletin.text(words.language)
        under = (words.signer_id, words.signed_at)
        if copy and copy.signed and words.signed and (copy.signer_id, copy.signed_at) == under:
            again = _copied(words, Form.SMS, bulletin.send_at)
            copy.body, copy.plain = again.body, again.plain
            copy.carry(words)


def _left(rest: Iterable[Bulletin]) -> list[Bulletin]:
    """The warning and its updates that have begun to leave, the latest last."""
    return sorted((other for other in rest if other.started_at and other.follow not in ENDS), key=_began)


def _began(bulletin: Bulletin) -> tuple[datetime, int]:
    return bulletin.started_at or bulletin.created_at, bulletin.id
