"""What officers call responders, what is needed of them, and where a case stands."""

from bot.console.words import N_
from domain.case_facts import Time
from domain.redaction import Why
from domain.referrals import Answer, Need
from domain.responders import Bar, ResponderKind
from domain.sightings import Hurt

KINDS = {
    ResponderKind.POLICE: N_("Police"),
    ResponderKind.CHIEF: N_("Chief or assistant chief"),
    ResponderKind.ADMINISTRATION: N_("County or sub-county administration"),
    ResponderKind.PEACE_COMMITTEE: N_("Peace committee"),
    ResponderKind.KWS: N_("Wildlife service (KWS)"),
    ResponderKind.RED_CROSS: N_("Kenya Red Cross"),
    ResponderKind.HEALTH: N_("Health"),
    ResponderKind.WATER_COMMITTEE: N_("Water committee"),
    ResponderKind.NDMA: N_("Drought authority (NDMA)"),
    ResponderKind.NEIGHBOUR: N_("Neighbouring county"),
    ResponderKind.OTHER: N_("Other responder"),
}
NEEDS = {
    Need.SAFETY: N_("Safety"),
    Need.MEDICAL: N_("Medical help"),
    Need.WILDLIFE: N_("Help with wild animals"),
    Need.MEDIATION: N_("Talks between both sides"),
    Need.WATER_FOOD: N_("Water or food"),
    Need.SHELTER: N_("Shelter"),
    Need.CHECK: N_("Only to find out"),
}
ANSWERS = {
    Answer.WAITING: (N_("No answer yet"), "warning"),
    Answer.ON_IT: (N_("On it"), "info"),
    Answer.CANNOT: (N_("Cannot"), "neutral"),
    Answer.FOUND: (N_("Has found something"), "good"),
    Answer.SILENT: (N_("Did not answer"), "bad"),
    Answer.WITHDRAWN: (N_("Taken back"), "neutral"),
}
ANSWERED = (Answer.ON_IT, Answer.CANNOT, Answer.FOUND)  # what an officer may write down for them
BARS = {
    Bar.INACTIVE: N_("Off the list"),
    Bar.STOPPED: N_("Sent STOP"),
    Bar.PARTY: N_("May be a party"),
    Bar.ELSEWHERE: N_("Serves another place"),
}
TIMES = {
    Time.HALF_DAY: N_("The half day"),
    Time.DAY: N_("The day"),
    Time.WEEK: N_("The week"),
    Time.UNSAID: N_("Say no time"),
}
HURT = {
    Hurt.NOBODY: N_("Nobody is hurt"),
    Hurt.HURT: N_("People are hurt"),
    Hurt.KILLED: N_("People were killed"),
}
WHYS = {
    Why.PHONE: N_("a telephone number"),
    Why.IDENTITY: N_("the number of an identity card"),
    Why.PLATE: N_("a number plate"),
    Why.CODE_WORD: N_("the code word of a report"),
    Why.NAME: N_("somebody's name"),
    Why.COMMUNITY: N_("a community or clan"),
}
