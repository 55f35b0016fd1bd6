"""What each page says of itself: what happens next, and who sees it. The roles are read from the guard's own code."""

from flask import current_app, request

from bot.console.access import allowed, signed_in
from bot.console.words import N_, _, role_name
from domain.officers import Role

# By the page, else by its noun: what the act of this page leads to.
NEXT = {
    "home": N_("What waits is done on its own page; it leaves this list by itself."),
    "me": N_("What you change here counts at once."),
    "bulletins": N_(
        "Signed by a speaker of each language, submitted, approved by somebody else: then it leaves at its hour."
    ),
    "bulletins.new": N_("It is kept as a draft. Nothing leaves before it is signed, submitted and approved."),
    "bulletins.edit": N_("A change takes back signatures and approval: both are asked for again."),
    "bulletins.desk": N_("Your name on a text lets it go out in your language once the bulletin is approved."),
    "bulletins.results": N_("It is counted at the end, an hour later and two days later; you may ask for it again."),
    "series": N_(
        "Each date takes the next approved text and leaves by itself, until its last day or until you end it."
    ),
    "series.edit": N_("A change takes the approval back: nothing of it leaves until it is approved again."),
    "library": N_("A text that is signed and approved may be used in bulletins, series and radio scripts."),
    "library.desk": N_("Your name on a text lets it be used in your language once it is approved."),
    "records": N_("The figures stand beside bulletins and are read out in the radio script of the week."),
    "records.upload": N_("The file is looked through first. Nothing is kept while a row is wrong."),
    "records.write": N_("What you correct is corrected in what is drafted from now on; what has left stays as it was."),
    "foreign_alerts": N_("An alert of others warns nobody here until one of you writes a bulletin from it."),
    "wordings": N_("A sentence that a speaker signed is said on telephones from then on."),
    "wordings.offer": N_("The file comes back with your changes; they wait for a speaker's name like any other."),
    "incidents": N_(
        "Somebody takes a report up, checks it, acts or hands it on, answers the sources and closes it. The clock runs."
    ),
    "incidents.new": N_("It is filed like a report from a telephone; whoever is on duty is called if it is urgent."),
    "incidents.show": N_("Every step is kept with your name and the hour. Nothing leaves this page until you send it."),
    "incidents.confirm": N_("It leaves this desk for good and cannot be taken back."),
    "incidents.kept": N_("Tell the person these numbers. Nothing more is done from this page."),
    "referrals": N_("The responder is texted a case number and what is needed, and answers by SMS."),
    "sources": N_("The source gets it as a neutral text that names no report, and may answer."),
    "ward_map": N_("A ward burns when reports gather. It is a reason to look, not a verdict."),
    "situation": N_("It is put together afresh each time from what is in the service; print it for the meeting."),
    "thresholds": N_("When a rule is reached, whoever is on duty gets one text: how many, of what kind, where."),
    "responders": N_("Reports are handed to these people and offices, by SMS, one case number at a time."),
    "roster": N_("Whoever has the shift is called first; if nobody takes a report up in time, the next is called."),
    "reveals": N_("A second person decides. A number that is shown is shown once, to the one who asked."),
    "protection": N_("You alone are told of these. They are in no list, map, count or file."),
    "inbox": N_("An answer leaves as an SMS at once; the person may write back."),
    "inbox.show": N_("Your answer leaves as an SMS at once. Show what leaves first, if you are in doubt."),
    "subscribers": N_("A ward without subscribers hears no warning: put up its poster, or hold a baraza."),
    "wards": N_("Zones and borders decide who a bulletin is for, and where a neutral text is used."),
    "scripts": N_("A script is signed by a speaker of each language in it, then approved; then stations may take it."),
    "scripts.correct": N_("It is kept as the next version, which needs signatures and approval anew."),
    "radio_pieces": N_("A piece is read in the scripts of its weeks. A change takes approved scripts off the air."),
    "productions": N_("Take the file, read it out, then say when it was on air and what listeners asked."),
    "stations": N_("What stands here decides which scripts a station gets, how long and how fast."),
    "programmes": N_("The next script is drafted at the day and hour chosen here."),
    "pronunciations": N_("The next files that are taken say the name in this way."),
    "sending": N_("What waits for money or for a provider goes on by itself once that is there."),
    "callbacks": N_("These wait for a person, since the service could not read them. Nothing of them is lost."),
    "officers": N_("Who is invited gets a link that works once. Roles count from their first day on."),
    "officers.show": N_("What you change counts at once, also for somebody who is signed in."),
    "officers.ask": N_("Roles, sessions and links end at once, and what waits is handed over or waits for others."),
    "rights": N_("It is read from the code that opens the doors: what stands here is what happens."),
    "audit_trail": N_("Nobody can change or take away anything here. A file that is taken is a line of it too."),
    "kept": N_(
        "What an administrator chooses counts from the next hour on, a shorter time for reports after 7 days. "
        "It is a line of the audit."
    ),
    "go_live": N_("What an administrator confirms counts with name and day, and is asked for again in its time."),
    "second_factor": N_("From then on signing in asks for a code of your telephone too."),
    "second_factor.asking": N_("Then Home opens, or the page you came for."),
    "second_factor_resets": N_("A second person agrees or declines within a day; then the officer sets it up anew."),
    "unsent_forms": N_("Nothing was sent. Send it now, or throw it away; after a day it is gone."),
    "people": N_("What you do for a person counts at once. STOP and deletion are at the person's own word alone."),
    "posters": N_("Print them and put them up where people wait: the clinic, the market, the borehole."),
    "subscriber_imports": N_("The file is looked through, then you let its people join, then each is greeted by SMS."),
    "enrolment_lists": N_("Each person is asked by SMS on their own phone, and joins only by answering."),
    "saved_replies": N_("It is offered beside every message of its county, to be read and changed before it is sent."),
    "inbox.ask": N_("The message leaves the inbox. Nobody is texted; the peace desk takes it up like any report."),
    "figures": N_("Figures are counted each night and when a bulletin has ended; take them to the county's meeting."),
    "style": N_("Whoever builds a page takes its parts from here."),
    "guides": N_("Print the guide of your role and keep it beside the telephone."),
}
# By the page, else by its noun: who else learns of it, where that is more than the roles say.
SEEN = {
    "bulletins": N_(
        "Once it has left, everybody: it is on the public page; one about peace only where that was asked."
    ),
    "incidents": N_("Nobody sees the number of who told us, and responders see only what you send them."),
    "sources": N_("Nobody sees the number, not even you."),
    "referrals": N_("The responder sees the words that are sent and nothing else."),
    "reveals": N_("Every request, and who decided it, is kept for ever."),
    "protection": N_("No other officer, and no administrator."),
    "situation": N_("What is printed here is made for the county's meeting: counts below three are left out."),
    "ward_map": N_("Counts below three are left out."),
    "inbox": N_("Numbers are masked. Reports about conflicts are never here."),
    "subscribers": N_("Only counts are shown, never a person."),
    "productions": N_("Other stations do not see what you hand in."),
    "scripts": N_("Once it is approved, the stations of the county."),
    "radio_pieces": N_("Once it is read out, every listener."),
    "home": N_("You alone; others see what is theirs."),
    "me": N_("You alone. Administrators see your roles, never your password."),
    "officers": N_("No administrator sees a report, or a number in full."),
    "people": N_("Numbers are masked. Who looked for a number is kept in the audit."),
    "subscriber_imports": N_("Who of a file is subscribed already or has left is not told."),
    "enrolment_lists": N_("Names are thrown away, and who is on a list is shown to nobody."),
    "audit_trail": N_("Of reports it says only that somebody worked on one."),
    "figures": N_("No person is in them; counts below three are left out."),
    "unsent_forms": N_("You alone."),
    "second_factor": N_("You alone. Nobody sees your key, no administrator either."),
    "sending": N_("No number and no text of a person is shown here."),
}

OWN = {"home", "me", "unsent_forms", "second_factor"}  # each sees a page of their own there


def what_next() -> str:
    """What happens next on the page of this request; empty where nothing is said of it."""
    return _(_of(NEXT)) if signed_in() and _of(NEXT) else ""


def who_sees() -> str:
    """Who may open the page of this request, and who else learns of what is on it."""
    roles = allowed(current_app.view_functions.get(request.endpoint or ""))
    names = [role_name(role) for role in Role if role in roles]
    here = _("Everybody with an account.") if len(names) == len(Role) else f"{', '.join(names)}."
    if request.blueprint in OWN:
        here = ""
    return " ".join(filter(None, (here, _(_of(SEEN)) if _of(SEEN) else "")))


def _of(said: dict[str, str]) -> str:
    return said.get(request.endpoint or "") or said.get(request.blueprint or "", "")
