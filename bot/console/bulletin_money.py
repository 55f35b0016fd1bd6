"""Whether the money carries a bulletin, said before it is approved: as warnings, for people decide."""

from decimal import Decimal

from bot.console.bulletin_next import leaves_at
from bot.console.reach import Reach, leaving_words, reach
from bot.console.sending import known_providers
from bot.console.words import _, area_name, kes
from bot.services import services, session
from domain import audiences, budgets, senders
from domain.audiences import Survey
from domain.bulletins import Bulletin
from domain.hours import local
from domain.providers import State

OURS = "KES"  # what our prices are in: a balance in anything else is not compared


def warnings(bulletin: Bulletin, planned: Reach) -> list[str]:
    """What an approver should know of the balance and of each county's budget on the day it leaves."""
    return [*_of_balance(planned.cost), *_of_budgets(bulletin)]


def _of_balance(cost: Decimal) -> list[str]:
    working = [row for _name, row in known_providers() if row is None or row.state is State.WORKING]
    if not working:
        return [_("No provider works now: it would wait until one does.")]
    first = working[0]
    if first is None or first.balance is None or first.currency != OURS or first.balance >= cost:
        return []
    return [
        _(
            "The balance of %(balance)s does not carry %(cost)s: part of it would stop on the way.",
            balance=kes(first.balance),
            cost=kes(cost),
        )
    ]


def _of_budgets(bulletin: Bulletin) -> list[str]:
    limits = {county: limit for county, limit in budgets.budgets(session()).items() if county in bulletin.counties}
    if not limits:
        return []
    spent = budgets.spent(session(), local(leaves_at(bulletin, services().now())).date())
    left = {county: max(limit - spent.get(county, 0), Decimal(0)) for county, limit in limits.items()}
    return [
        _(
            "The budget of %(county)s for that day leaves %(left)s of the %(cost)s this costs there.",
            county=area_name(county),
            left=kes(left[county]),
            cost=kes(cost),
        )
        for county, cost in sorted(_costs(bulletin).items())
        if county in left and left[county] < cost
    ]


def _costs(bulletin: Bulletin) -> dict[str, Decimal]:
    """KES by the county that pays."""
    sender = senders.name_for(session(), bulletin.kind.sender_use)
    people = audiences.count_by_county(session(), bulletin.audience, services().places, services().now(), sender)
    texts, price = leaving_words(bulletin), services().settings.sms_price
    return {county: reach(texts, Survey(there, 0, 0), price).cost for county, there in people.items()}
