"""The guide of each role: what one comes for, what one does, what never bends, and what to do when it goes wrong."""

from typing import NamedTuple

from bot.console.words import N_
from domain.officers import Role


class Words(NamedTuple):
    """One role's guide, in English; every sentence stands alone."""

    purpose: str
    steps: tuple[str, ...]
    rules: tuple[str, ...]
    trouble: tuple[tuple[str, str], ...]  # what you see, what you do


SIGNED_OUT = (
    N_("You are signed out while you write."),
    N_("Sign in again: what you had sent is kept for a day and shown to you alone."),
)
SILENT = (
    N_("Home says that the worker or the clock is silent."),
    N_("Call the administrator at once: nothing leaves until it runs again."),
)
LOST_PHONE = (
    N_("The telephone with your codes is lost."),
    N_("Use a recovery code. Without one, two others take the second factor off, and you set it up anew."),
)
FORGOTTEN = (
    N_("You have forgotten your password."),
    N_("Ask the administrator for a new link. Nobody can tell you the old one."),
)
OWN_ACCOUNT = N_("Sign in as yourself alone. What is done in your name stays in your name.")

GUIDES = {
    Role.OFFICER: Words(
        N_("You write what people are told about drought, so that each hears it in time and in their own language."),
        (
            N_("Enter the month's drought figures under Drought, or bring the file, as soon as they are published."),
            N_("Write a bulletin: whom it is for, the phase as NDMA declared it, the words, the hour, when it ends."),
            N_("Look at the price and at how many people have no text in their language before you submit it."),
            N_("Wait for the signatures: no bulletin goes out without a signed Swahili text."),
            N_("Submit it. Somebody else approves; then it leaves at its hour and its page fills by itself."),
            N_("Answer what people write under Inbox, the oldest open question first."),
            N_("Look under Subscribers for wards where nobody is reached; print posters, hold barazas."),
            N_("Read the draft of the radio script each week, and write the pieces only you can write."),
        ),
        (
            N_("What was approved is what is sent: every change asks for signatures and approval again."),
            N_("The phase is NDMA's. The service never works it out, and you never guess it."),
            N_("Never name a person, a community or a single incident in a bulletin."),
            N_("A number is never copied out of the service, not even one that you typed in."),
            OWN_ACCOUNT,
        ),
        (
            (
                N_("A bulletin that left is wrong."),
                N_("Open it and choose to take it back or to update it: whoever has it is told."),
            ),
            (
                N_("A message in the inbox tells of a conflict."),
                N_("Move it to the peace desk from its page, and do not answer it."),
            ),
            SILENT,
            SIGNED_OUT,
        ),
    ),
    Role.APPROVER: Words(
        N_("You are the second pair of eyes: nothing goes out that you have not read as it will be received."),
        (
            N_("Home shows what waits for you. Open it."),
            N_("Read each text as it leaves, in the languages you know; look at who signed those you do not know."),
            N_("Look at whom it reaches, at the hour, at when it ends and at the price."),
            N_("For peace messages read the check of open incidents: would these words pour oil on a fire?"),
            N_("Approve it, or return it with the reason: the writer sees it at once."),
            N_("At night a warning waits until seven, unless you as second approver let it go and say why."),
            N_("Approve radio scripts and library texts in the same way."),
        ),
        (
            N_("You never approve what you wrote, submitted or signed yourself."),
            N_("What you approved is exactly what leaves; a change voids it and comes back to you."),
            N_("A returned bulletin is no shame, and a wrong warning is."),
            N_("Your telephone with the second factor stays with you; nobody else uses your account."),
            N_("When you are away, your deputy acts, from the first to the last day that is set."),
        ),
        (
            (
                N_("You approved it and find a mistake before it leaves."),
                N_("Open it and cancel it: until its hour nothing has gone out."),
            ),
            (
                N_("You approved it and it has left."),
                N_("Tell the writer to take it back; you approve that like any bulletin, and it goes at once."),
            ),
            LOST_PHONE,
            SIGNED_OUT,
        ),
    ),
    Role.REVIEWER: Words(
        N_("You speak the language as your mother did. Your name under a text says: our people will understand this."),
        (
            N_("Home shows the texts that wait for a speaker of your language."),
            N_("Read each beside its source. Say it aloud: would an old woman understand it the first time?"),
            N_("Sign it, or propose other words: the writer takes them, and then you sign."),
            N_("Look at the telephone beside the text: it shows what small screens do with the letters."),
            N_("Under Sentences you sign what telephones say all year; begin with class A, which warns and protects."),
            N_("Read the radio script through before you sign it, names and figures too."),
        ),
        (
            N_("Sign only what you have read to the end."),
            N_("Add nothing and leave nothing out: the meaning is the writer's, the words are yours."),
            N_("Names, days and figures stay as they are."),
            N_("No word that mocks or accuses a community, however common it is."),
            OWN_ACCOUNT,
        ),
        (
            (N_("The source itself is unclear."), N_("Do not sign. Tell the writer what you do not understand.")),
            (
                N_("You signed and find a mistake."),
                N_("Tell the writer at once: until it leaves it can be corrected, and you sign again."),
            ),
            FORGOTTEN,
            SIGNED_OUT,
        ),
    ),
    Role.PEACE: Words(
        N_("You see what people risked something to tell. Act on it, and let nobody find out who told."),
        (
            N_("Look at the duty roster: when you have the shift, your telephone is on and near you."),
            N_("A text without a word of the report calls you. Open Reports: what is urgent or late stands first."),
            N_("Take the report up within its time, so that the next on the roster is not called."),
            N_("Read the tellings; join those about one event; say what is confirmed, and how you checked it."),
            N_("Hand it to a responder who is not a party to it; they answer by SMS."),
            N_("Tell the sources what you can in neutral words, and close it with what came of it."),
            N_("Look at the map before market days and in dry weeks; bring the situation report to the meeting."),
        ),
        (
            N_("A source is a code word. You never ask for a name and never guess one aloud."),
            N_("You see a number only when a life needs it, with a reason, after a second person agreed."),
            N_("Rumours are checked with two who do not know each other before anything is sent on."),
            N_("Sexual violence and harm to children go to the protection focal point: take down no details."),
            N_("This is not the police. Where life is in danger, people call 999 or 112."),
        ),
        (
            (
                N_("You cannot take a report up in time."),
                N_("Nothing is lost: the next on the roster is called, then the lead."),
            ),
            (
                N_("You may be a party to it yourself, or kin."),
                N_("Leave it to another officer, and write that you do."),
            ),
            LOST_PHONE,
            SIGNED_OUT,
        ),
    ),
    Role.PROTECTION: Words(
        N_("You alone see reports of sexual violence and of harm to children, so that they are safe to tell."),
        (
            N_("Open Protection every working day: Home says that something waits, never what."),
            N_("Read what little is there: a kind, a ward, a day. No number is kept and nobody can be called back."),
            N_("Pass it on by the county's own referral path, outside this service."),
            N_("Mark it as seen to, so that it is deleted in its time."),
            N_("Decide on requests to see a number under Numbers, as the second person."),
        ),
        (
            N_("Nothing of these reports is printed, copied, counted or talked about in the office."),
            N_("People are told of 1195 and 116 at once, by the telephone itself, before anything is kept."),
            N_("Where your deputy must stand in, choose one who does this work too."),
            N_("Leave no page open: sign out when you rise."),
            OWN_ACCOUNT,
        ),
        (
            (
                N_("A report of this kind was told to a peace officer by word of mouth."),
                N_("They choose its kind when they type it in, and it comes to you alone."),
            ),
            LOST_PHONE,
            FORGOTTEN,
            SIGNED_OUT,
        ),
    ),
    Role.PRODUCER: Words(
        N_("You give the service a voice: the week's script is ready to be read on your station."),
        (
            N_("Home tells you that a script is approved for your station; a text tells you when one is withdrawn."),
            N_("Take it as Word, PDF or text, in the length of your slot. Times stand beside every segment."),
            N_("Practise the names: the last page says how they are pronounced."),
            N_("Read it as it stands. What must be shorter is marked in the order in which it may go."),
            N_("Before you go on air look once more: a script may be withdrawn until the last minute."),
            N_("Say afterwards when it was on air, and how many called."),
            N_("Hand in what listeners asked, without their names; answers come in a later script."),
        ),
        (
            N_("Never read a script that is withdrawn, whatever it cost to prepare."),
            N_("Add no news of incidents to it: words on air can start a fight."),
            N_("Give no caller's name or number to anybody."),
            N_("Say the helplines and the code each time, and that the service never asks for money."),
            OWN_ACCOUNT,
        ),
        (
            (
                N_("The script was withdrawn after you read it."),
                N_("Read the correction in the newest script as soon as you can, and say here that you did."),
            ),
            (
                N_("No script is there at your hour."),
                N_("Read none from an earlier week. Call the county officer."),
            ),
            FORGOTTEN,
            SIGNED_OUT,
        ),
    ),
    Role.LEAD: Words(
        N_("You see that what is begun is finished: people warned, reports answered, gaps closed."),
        (
            N_("Home shows whom the last bulletin reached, how many people there are and what is missing."),
            N_("Keep the duty roster filled a month ahead, by day and by night."),
            N_("Keep the list of responders true: call each once in three months."),
            N_("You are called when nobody takes up what is critical. Find somebody, or do it yourself."),
            N_("Bring the month's report from Figures to the steering meeting."),
            N_("Look at Going live until nothing is missing there, and again when somebody leaves."),
            N_("See to it that deputies are named before anybody is away."),
        ),
        (
            N_("You approve no warning, and you ask for none to be held back."),
            N_("You see counts, not people; counts below three are left out so that nobody is known by them."),
            N_("A peace officer asks to see a number and you decide: only where a life needs it."),
            N_("Nobody is asked who told us, by you least of all."),
            OWN_ACCOUNT,
        ),
        (
            (
                N_("An officer leaves the office."),
                N_("Tell the administrator the same day: one step ends roles and sessions and hands cases over."),
            ),
            SILENT,
            FORGOTTEN,
            SIGNED_OUT,
        ),
    ),
    Role.PARTNER: Words(
        N_("You see how the service does, in figures you may use in your own reports."),
        (
            N_("Open Figures: choose a county and a month."),
            N_("Each figure is there as a chart, a table and a file for a spreadsheet."),
            N_("The month's report is one PDF, made for the county's steering meeting."),
            N_("Under Drought are the county's figures with the normal range of each month."),
            N_("Ask the county officer where a figure surprises you, before you publish it."),
        ),
        (
            N_("Figures never show a person. Do not try to work one out of them."),
            N_("Counts below three are left out on purpose."),
            N_("Say where a figure comes from and of which day it is."),
            N_("Reports of conflict are not among your figures."),
            OWN_ACCOUNT,
        ),
        (
            (N_("A figure is missing."), N_("It was not measured, or is below three. It is not nought.")),
            FORGOTTEN,
            SIGNED_OUT,
        ),
    ),
    Role.ADMIN: Words(
        N_("You keep the doors: who may come in, what messages go out as, and whether everything runs."),
        (
            N_("Invite your county under Officers: the link works once and for three days; hand it over in person."),
            N_("Give each the roles they need, in their counties, with dates for deputies."),
            N_("Work through Going live until nothing is missing."),
            N_("Look at Sending each morning: balance, providers, what is parked."),
            N_("Set what a county's bulletins may cost in a day, and how many texts it may answer with."),
            N_("Read the audit once a week: who came in, from where, and what they did."),
            N_("When somebody leaves, do it in one step from their page, on the same day."),
        ),
        (
            N_("You see no report and no number, and you give yourself no role that does."),
            N_("Nobody resets a second factor alone: you ask, another person agrees."),
            N_("Links and passwords never travel by SMS or e-mail."),
            N_("There are always two administrators, so that neither is locked out."),
            OWN_ACCOUNT,
        ),
        (
            (
                N_("A provider turns the account away."),
                N_("Mend it with the provider, then use it again under Sending: messages wait and go on."),
            ),
            (
                N_("Somebody may have learned a password."),
                N_("Close the account: its sessions end at once. Open it again when its owner can choose a new one."),
            ),
            LOST_PHONE,
            SILENT,
        ),
    ),
}
