"""What people read: the archive and one bulletin. No officer is named here."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from bot.console.bulletin_words import KINDS, PHASES, TRENDS, where, whom
from bot.console.paging import page_of
from bot.console.words import N_, _, area_name
from bot.services import services, session
from domain import published
from domain.bulletin_texts import BulletinText
from domain.bulletins import Bulletin, Follow
from domain.languages import FLOOR, Language
from domain.published import Standing
from domain.signed_words import Form
from messages import cap_bulletins
from messages.cap_bulletins import FULLEST, fullest, parted, places_of, shortest, spoken

AT_ONCE = 15
FORMS = {Form.SMS: N_("As an SMS"), Form.INTERMEDIARY: N_("To read out"), Form.RADIO: N_("For radio")}
STANDINGS = {
    Standing.UPDATED: N_("A newer bulletin has taken its place on %(day)s."),
    Standing.BEING_TAKEN_BACK: N_("It is being taken back: do not act on it any more."),
    Standing.TAKEN_BACK: N_("It was taken back on %(day)s. Do not act on it."),
    Standing.OVER: N_("It is over: the all clear was given on %(day)s."),
    Standing.EXPIRED: N_("Its time is over: it was true until %(day)s."),
    Standing.STOPPED: N_("It was stopped while it was being sent. Ask before you act on it."),
    Standing.HELD: N_("It is held back at the moment. Ask before you act on it."),
}
# What says until when it is true; of the others nothing is, or something else.
HAVE_AN_END = (Standing.CURRENT, Standing.EXPIRED, Standing.HELD)
FOLLOWS = {Follow.UPDATE: N_("Update"), Follow.CANCEL: N_("Taken back"), Follow.ALL_CLEAR: N_("All clear")}


def address_of(bulletin: Bulletin) -> str:
    """The whole address of its page, which is also its name as an alert; "" for one nobody may read."""
    if not published.is_published(bulletin):
        return ""
    return f"{services().settings.public_base_url}/alerts/{published.name_of(bulletin, services().vault)}"


def index() -> ResponseReturnValue:
    """List what was sent, the latest first."""
    counties = {area.slug: area.display_name for area in services().places.counties}
    county = request.args.get("county", "")
    chosen = county if county in counties else None

    def find(most: int, skip: int) -> list[Bulletin]:
        return published.newest(session(), services().places, chosen, most=most, skip=skip)

    query = {name: value for name, value in (("county", chosen), ("lang", asked_language())) if value}
    page = page_of(find, "public.index", AT_ONCE, **query)
    true_now = published.still_current(session(), page.rows, services().now())
    return render("index", page=page, true_now=true_now, counties=counties, chosen=chosen)


def show(name: str) -> ResponseReturnValue:
    """Show one bulletin in every language a speaker signed, and what became of it."""
    return one("show", found(name))


def found(name: str) -> Bulletin:
    return published.named(session(), services().vault, name) or abort(404)


def one(template: str, bulletin: Bulletin, **more: object) -> str:
    thread = published.threads(session(), [bulletin])[bulletin.id]
    later, earlier = published.after(bulletin, thread), published.before(bulletin, thread)
    standing = published.standing(bulletin, thread, services().now())
    return render(
        template,
        bulletin=bulletin,
        standing=standing,
        became=STANDINGS.get(standing, ""),
        by=later[-1] if later and standing is not Standing.BEING_TAKEN_BACK else None,
        has_end=standing in HAVE_AN_END,
        whom=", ".join(whom(bulletin)),
        earlier=earlier,
        as_cap=bool(earlier) or not cap_bulletins.ends(bulletin),  # an end of what was never public is no alert
        languages=spoken(bulletin),
        speaker=cap_bulletins.speaker(bulletin, services().places),
        **more,
    )


def render(template: str, **more: object) -> str:
    """One of the public pages."""
    return render_template(
        f"public/{template}.html",
        name_of=lambda bulletin: published.name_of(bulletin, services().vault),
        kind_of=kind_of,
        where=lambda bulletin: where(places_of(bulletin)),
        everywhere=everywhere,
        forms=signed_forms,
        FORMS=FORMS,
        headline=headline,
        is_published=published.is_published,
        lang=asked_language(),
        **more,
    )


def sorry(code: int, title: str, advice: str) -> ResponseReturnValue:
    """What somebody reads where something went wrong."""
    return (render("missing") if code == 404 else render("sorry", title=title, advice=advice)), code


def asked_language() -> str | None:
    """The language the address asks for, to be asked for by its links."""
    return request.args.get("lang") if request.args.get("lang") in ("sw", "en") else None


def kind_of(bulletin: Bulletin) -> str:
    """Update: Drought: Alarm, Worsening. What ends a warning declares nothing."""
    follow = _(FOLLOWS[bulletin.follow]) if bulletin.follow else ""
    declared = [_(PHASES[bulletin.phase])] if bulletin.phase and not cap_bulletins.ends(bulletin) else []
    declared += [_(TRENDS[bulletin.trend])] if bulletin.trend and declared else []
    return ": ".join(filter(None, (follow, _(KINDS[bulletin.kind]), ", ".join(declared))))


def everywhere(bulletin: Bulletin) -> str:
    """Kitui East, Mutito, Makueni: every area of it that may be named."""
    return ", ".join(area_name(area) for area in places_of(bulletin))


def signed_forms(bulletin: Bulletin, language: Language) -> list[BulletinText]:
    """The signed words of one language, the shortest form first."""
    texts = (bulletin.text(language, form) for form in reversed(FULLEST))
    return [text for text in texts if text is not None and text.signed]


def headline(bulletin: Bulletin, language: Language) -> tuple[str, Language]:
    """Its first words in this language, else in the first there is; and which that is."""
    spoken_in = language if fullest(bulletin, language) else next(iter(spoken(bulletin)), FLOOR)
    text = shortest(bulletin, spoken_in)
    return (parted(text.body)[0] if text else "", spoken_in)
