"""Builders with good defaults: a test names only what matters to it. Everybody here is invented."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pyotp
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from bot.cast import OPERATOR
from domain import intake, officer_sessions, replies, responders, second_factors, senders, subscribers
from domain.areas import Gazetteer
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Kind
from domain.hours import local
from domain.incidents import Handling, Incident, Verification
from domain.intake import Report
from domain.languages import Language
from domain.life_cycle import State
from domain.officers import Grant, Officer, Role, set_phone
from domain.phases import Phase, Trend
from domain.phones import Phone
from domain.programmes import monday_of
from domain.radio_pieces import RadioPiece, Wording
from domain.replies import Reply, Topic
from domain.responders import Details, Responder, ResponderKind
from domain.script_signatures import ScriptSignature
from domain.script_versions import ScriptVersion
from domain.scripts import Script
from domain.segments import Part, Segment, Speech
from domain.sightings import When
from domain.signed_words import Form
from domain.stations import Station
from domain.subscribers import Channel, Subscriber
from domain.taxonomy import Kind as IncidentKind
from domain.vault import Vault

ENDAU = "kitui.kitui-east.endau-malalani"
SAGALLA = "taita-taveta.voi.sagalla"

ANY_VAULT = Vault.parse(Vault.new_keys())  # for what is never opened again

_numbers = itertools.count(1)


def next_phone() -> Phone:
    """A number nobody else in this run has."""
    return Phone(f"+254711{next(_numbers):06d}")


def make_officer(
    session: Session,
    username: str,
    *grants: Grant,
    name: str | None = None,
    phone: str | None = None,
    vault: Vault | None = None,
    on_duty: bool = False,
) -> Officer:
    """An officer holding these grants; `phone` needs the vault to be sealed."""
    officer = Officer(username=username, name=name or username.title(), grants=list(grants), on_duty=on_duty)
    session.add(officer)
    session.flush()
    if phone and vault:
        set_phone(officer, vault, phone)
        session.flush()
    return officer


def make_cookie(session: Session, officer: Officer, now: datetime) -> dict[str, object]:
    """What the cookie holds of an officer who signed in and showed the second factor; the operator may play."""
    row, token = officer_sessions.begin(session, officer.id, now, by="one-time link", device="Firefox on Linux")
    row.second_at = now
    return {"token": token, "plays": officer.username == OPERATOR}


def make_factor(session: Session, vault: Vault, officer: Officer, now: datetime) -> pyotp.TOTP:
    """A second factor set up at that moment; the telephone that shows its codes."""
    secret = second_factors.new_secret()
    telephone = pyotp.TOTP(secret)
    assert second_factors.set_up(session, vault, officer, secret, telephone.at(now), now)
    session.flush()
    return telephone


def signed_cookie(app: Flask, holds: dict[str, object]) -> tuple[str, str]:
    """Name and value of the same cookie, as a browser gets it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return app.config["SESSION_COOKIE_NAME"], str(signer.dumps(holds))


def make_subscriber(
    session: Session,
    vault: Vault,
    places: Gazetteer,
    now: datetime,
    *,
    phone: Phone | None = None,
    wards: Sequence[str] = (ENDAU,),
    language: Language = Language.SWAHILI,
) -> Subscriber:
    """Somebody who joined by USSD."""
    return subscribers.join(
        session,
        vault,
        phone or next_phone(),
        wards=wards,
        language=language,
        channel=Channel.USSD,
        now=now,
        places=places,
    )


def make_bulletin(
    session: Session,
    now: datetime,
    *,
    author: Officer,
    signers: Mapping[Language, Officer] | None = None,
    texts: Mapping[Language, str] | None = None,
    radio: Mapping[Language, str] | None = None,
    kind: Kind = Kind.DROUGHT,
    areas: Sequence[str] = ("kitui",),
    send_at: datetime | None = None,
    expires_at: datetime | None = None,
    title: str = "Ukame Kitui",
) -> Bulletin:
    """A draft with a Swahili text, for an hour from now and a week; `signers` sign the texts of their languages.

    `texts` are for the SMS, `radio` those to be read out.
    """
    send_at = send_at or now + timedelta(hours=1)
    bulletin = Bulletin(
        title=title,
        kind=kind,
        phase=Phase.ALARM if kind is Kind.DROUGHT else None,
        trend=Trend.WORSENING if kind is Kind.DROUGHT else None,
        areas=list(areas),
        send_at=send_at,
        expires_at=expires_at or send_at + timedelta(days=7),
        author_id=author.id,
        created_at=now,
    )
    words = texts or {Language.SWAHILI: "NDMA 24/11/2026: Ukame, hali ya hatari. Hifadhi maji na malisho."}
    forms = [(Form.SMS, language, body) for language, body in words.items()]
    forms += [(Form.RADIO, language, body) for language, body in (radio or {}).items()]
    for form, language, body in forms:
        text = BulletinText(language=language, form=form, body=body, plain=body, writer_id=author.id)
        bulletin.texts.append(text)
        if signers and language in signers:
            text.sign(signers[language], now, now.date())
    session.add(bulletin)
    session.flush()
    return bulletin


def make_incident(
    session: Session,
    now: datetime,
    ward: str | None = ENDAU,
    kind: IncidentKind = IncidentKind.WATER_PASTURE,
    handling: Handling = Handling.OPEN,
    vault: Vault = ANY_VAULT,
    **told: object,
) -> Incident:
    """A report by a phone of its own, as it was filed; a closed one was confirmed. `told`: more fields of `Report`."""
    fields = {"happened": When.TODAY, "words": "", "language": Language.SWAHILI, **told}
    report = Report(kind=kind, ward=ward, **fields)  # type: ignore[arg-type]
    incident = intake.file(session, vault, next_phone(), report, now, channel=Channel.USSD).incident
    if handling is not Handling.OPEN:
        incident.verify(Verification.CONFIRMED, now)
        incident.handle(handling, now)
    session.flush()
    return incident


def make_piece(
    session: Session,
    now: datetime,
    county: str,
    part: Part,
    words: str | Mapping[Language, str],
    *,
    question: str | Mapping[Language, str] = "",
    writer: Officer | None = None,
    **fields: object,
) -> RadioPiece:
    """What an officer wrote for the radio, for the fortnight from now; in Swahili, or by language."""
    said = {Language.SWAHILI: words} if isinstance(words, str) else words
    asked = dict.fromkeys(said, question) if isinstance(question, str) else question
    day = local(now).date()
    usual: dict[str, object] = {"starts_on": day, "ends_on": day + timedelta(days=14), "written_at": now}
    piece = RadioPiece(
        county=county,
        part=part,
        wordings={},
        hands=[writer.id] if writer else [],
        **usual | fields,  # type: ignore[arg-type]
    )
    for language, body in said.items():
        piece.word(language, Wording(body, asked.get(language, "")))
    session.add(piece)
    session.flush()
    return piece


def make_reply(
    session: Session,
    vault: Vault,
    now: datetime,
    words: str = "Maji yatakuja lini?",
    *,
    phone: Phone | None = None,
    county: str | None = "kitui",
    language: Language = Language.SWAHILI,
    topic: Topic = Topic.QUESTION,
    bulletin: Bulletin | None = None,
) -> Reply:
    """A message in the inbox, of a phone of its own."""
    reply = replies.keep(
        session,
        vault,
        phone or next_phone(),
        words,
        subscriber=None,
        language=language,
        county=county,
        bulletin_id=bulletin.id if bulletin else None,
        now=now,
        topic=topic,
    )
    session.flush()
    return reply


def make_responder(
    session: Session,
    vault: Vault,
    name: str,
    *,
    phone: Phone | None = None,
    county: str = "kitui",
    kind: ResponderKind = ResponderKind.CHIEF,
    **fields: object,
) -> Responder:
    """One on the county's list, with a number of their own. `fields`: more of `Details`."""
    details = Details(kind, name, phone or next_phone(), **fields)  # type: ignore[arg-type]
    return responders.add(session, vault, county, details)


def make_approved(session: Session, now: datetime, **changes: object) -> Bulletin:
    """A signed, submitted and approved bulletin whose hour is now, with the officers that took."""
    author = make_officer(session, f"author{next(_numbers)}", Grant(role=Role.OFFICER))
    signer = make_officer(
        session, f"signer{next(_numbers)}", *(Grant(role=Role.REVIEWER, language=x) for x in Language)
    )
    approver = make_officer(session, f"approver{next(_numbers)}", Grant(role=Role.APPROVER))
    earlier = now - timedelta(hours=1)
    bulletin = make_bulletin(
        session,
        earlier,
        author=author,
        signers=dict.fromkeys(Language, signer),
        **{"send_at": now, **changes},  # type: ignore[arg-type]
    )
    bulletin.submit(author, earlier)
    bulletin.approve(approver, earlier, senders.of(session, bulletin.kind.sender_use))
    session.flush()
    assert bulletin.state is State.APPROVED
    return bulletin


def make_station(session: Session, name: str = "Radio Mbithi", **details: object) -> Station:
    """An invented station, by default of Kitui in Kamba and Swahili."""
    station = Station(**{"name": name, "counties": ["kitui"], "languages": ["sw", "kam"], **details})  # type: ignore[arg-type]
    session.add(station)
    session.flush()
    return station


def make_script_for_stations(
    session: Session,
    now: datetime,
    *bulletins: Bulletin,
    county: str = "kitui",
    language: Language = Language.KAMBA,
    weeks: int = 0,
    approved: bool = True,
) -> Script:
    """A script of so many weeks from now that says each of these bulletins; approved now, or still a draft."""
    week = monday_of(local(now).date()) + timedelta(weeks=weeks)
    script = Script(week=week, county=county, language=language)
    session.add(script)
    next_version(script, now, *bulletins, approved=approved)
    session.flush()
    return script


def next_version(script: Script, now: datetime, *bulletins: Bulletin, approved: bool = True) -> None:
    """Another version of it, by the service."""
    said = [Speech(words=f"Toleo {len(script.versions) + 1}, maji yapo.", language=Language.SWAHILI)]
    said += [Speech(words=f"Taarifa {b.id}.", language=Language.SWAHILI, bulletin=b.id) for b in bulletins]
    version = script.draft([Segment(Part.BULLETIN, (speech,)) for speech in said], [], [], now)
    assert version is not None
    if approved:
        version.approved_at = now


def sign_all(version: ScriptVersion, officer_id: int, now: datetime) -> None:
    """One speaker's name for every language in it."""
    version.signatures = [ScriptSignature(language=one, officer_id=officer_id, at=now) for one in version.languages]
