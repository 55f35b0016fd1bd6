"""Every sentence a phone can show, in English, the source of the catalogs. One clause each; a screen takes several.

The comment above a sentence reaches the translators: its risk class (see `messages.catalog`), `max`, the most letters
there is room for, and what the sentence is to do.
"""

from messages.catalog import N_
from messages.must_carry import HOW_TO_LEAVE as HOW_TO_LEAVE
from messages.must_carry import NEVER_MONEY as NEVER_MONEY
from messages.season import SEND_1_TO_STAY as SEND_1_TO_STAY
from messages.season import STILL_WANT as STILL_WANT
from messages.season import WHO_SPEAKS as WHO_SPEAKS
from messages.welcome import JOINED as JOINED
from messages.welcome import WHAT_IS_KEPT as WHAT_IS_KEPT
from messages.welcome import YOUR_WARD as YOUR_WARD

# Keys and labels.

# class: C; max: 14. A key that shows the next page of a list or text.
MORE = N_("More")
# class: C; max: 14. A key that goes one screen back.
BACK = N_("Back")
# class: C; max: 14. A key that goes on to the next question.
CONTINUE = N_("Continue")
# class: C; max: 14. A key that leaves a question without an answer.
SKIP = N_("Skip")
# class: C; max: 14. The answer yes.
YES = N_("Yes")
# class: C; max: 14. The answer no.
NO = N_("No")

# class: C; max: 26. Menu: subscribe to drought warnings.
GET_WARNINGS = N_("Get warnings")
# class: C; max: 26. Menu: read the newest warning.
MY_WARNING = N_("Warning for my ward")
# class: C; max: 26. Menu: tell about a conflict, theft or danger.
REPORT = N_("Report an incident")
# class: C; max: 26. Menu: choose another language.
LANGUAGE = N_("Language")
# class: C; max: 26. Menu: telephone numbers for help.
EMERGENCY_NUMBERS = N_("Emergency numbers")
# class: C; max: 26. Menu: stop all warnings. Mbiu is the name of the service.
LEAVE = N_("Leave Mbiu")
# class: C; max: 26. Menu: my wards, my language, pausing, leaving.
MY_SUBSCRIPTION = N_("My subscription")
# class: C; max: 26. Menu: put a question to the county's drought officers.
ASK_A_QUESTION = N_("Ask a question")
# class: C; max: 26. Menu: who runs this service and what it keeps of a person.
ABOUT = N_("About and privacy")
# class: C; max: 26. Menu: the wards a person hears about.
MY_WARDS = N_("My wards")
# class: C; max: 26. Hear about one more ward.
ADD_A_WARD = N_("Add a ward")
# class: C; max: 26. Hear no more about the ward named above.
REMOVE_THIS_WARD = N_("Remove this ward")
# class: C; max: 26. Hear about another ward in place of the one named above.
REPLACE_THIS_WARD = N_("Choose another ward")
# class: C; max: 26. Menu: no warnings for some time.
PAUSE = N_("Pause warnings")
# class: C; max: 26. Menu: end the pause, get warnings again.
RESUME = N_("Warnings again")
# class: C; max: 26. Menu: say whether this person passes warnings on to others.
PASS_ON = N_("I tell other people")
# class: C; max: 26. Menu: what this person may tell about themselves, if they like.
ABOUT_ME = N_("About me")
# class: C; max: 26. Menu: what this service knows of this person. The person speaks.
KEPT_OF_ME = N_("What you keep about me")
# class: C; max: 26. Menu: have all deleted that is kept of this number; it is asked once more. The person speaks.
DELETE_MINE = N_("Delete my data")

# class: B; max: 34. Title of a list of counties.
CHOOSE_COUNTY = N_("Choose county")
# class: B; max: 34. Title of a list of constituencies.
CHOOSE_CONSTITUENCY = N_("Choose constituency")
# class: B; max: 34. Title of a list of wards.
CHOOSE_WARD = N_("Choose ward")
# class: B; max: 34. Below a list of places: the first letters of a name may be typed in place of a key.
OR_TYPE_A_PLACE = N_("Or type a ward or village.")
# class: B; max: 34. Title of a list of places that were found by the letters typed.
WHICH_OF_THESE = N_("Which place?")
# class: B; max: 34. Title: for how long to pause.
HOW_LONG = N_("For how long?")
# class: C; max: 14. A length of time; %(days)s is a number.
DAYS = N_("Days: %(days)s")
# class: A; max: 60. Confirms a pause; %(date)s is a day in digits, such as 22/12/2026.
PAUSED_UNTIL = N_("No warnings until %(date)s.")
# class: A; max: 40. Confirms that the pause is over.
WARNINGS_AGAIN = N_("You get warnings again.")
# class: B; max: 60. Asks whether this person is a chief, officer or volunteer who passes warnings on.
DO_YOU_TELL_OTHERS = N_("Do you pass warnings on to other people?")
# class: B; max: 20. What was chosen is kept.
SAVED = N_("It is saved.")
# class: B; max: 20. Asks whether to go on where the call was cut off. It must not say with what.
CONTINUE_OR_NEW = N_("Continue?")
# class: C; max: 14. Begin anew in place of going on.
NEW = N_("New")
# class: B; max: 14. Shown above a screen when a key was pressed that is not on it.
WRONG_KEY = N_("Try again.")
# class: B; max: 90. %(language)s is the language's own name, such as Kikamba; what follows is in Swahili.
IN_SWAHILI = N_("%(language)s: this part is in Swahili.")
# class: B; max: 80. The service failed; the person should dial once more.
TRY_AGAIN = N_("Sorry, please try again.")

# class: B; max: 80. The phone is not of Kenya; nothing can be done for it.
ONLY_KENYA = N_("Only phone numbers of Kenya can use this service.")

# Joining, moving, leaving.

# class: A; max: 50. Consent: what it costs.
IT_IS_FREE = N_("Warnings are free.")
# class: A; max: 40. Consent and reports: who else can read along.
WHO_SEES = N_("Phone companies can read messages.")
# class: A; max: 30. Consent: the question itself; the keys are yes and no.
DO_YOU_AGREE = N_("Do you agree?")
# class: A; max: 40. The person answered no to the consent question.
NOT_JOINED = N_("You have not joined Mbiu.")
# class: A; max: 40. Asks once more before leaving; the keys are yes and no.
LEAVE_MBIU = N_("Do you want to leave Mbiu?")
# class: A; max: 40. Confirms that the person has left.
LEFT = N_("You have left Mbiu.")
# class: A; max: 50. What leaving means.
NO_MORE_WARNINGS = N_("You will get no more warnings.")
# class: B; max: 40. How to come back after leaving.
HOW_TO_RETURN = N_("To come back, join again.")
# class: A; max: 70. Shown instead of a warning when there is none. It must not sound like "there is no drought".
NO_WARNING = N_("There is no new warning for your ward.")

# What a person may tell about themselves.

# class: A; max: 34. Before questions about the person: nobody has to answer them.
NEED_NOT_ANSWER = N_("You need not answer.")
# class: A; max: 60. Why we ask: only to see whom warnings reach.
ONLY_TO_COUNT = N_("We keep it to count who gets warnings.")
# class: C; max: 26. An answer; the keys are woman, man and skip.
WOMAN = N_("Woman")
# class: C; max: 26. An answer.
MAN = N_("Man")
# class: B; max: 34. The second question; the keys are three spans of years and skip.
HOW_OLD = N_("How old are you?")
# class: C; max: 26. An answer, in years of age.
TO_34 = N_("Years: 0 to 34")
# class: C; max: 26. An answer, in years of age.
FROM_35_TO_59 = N_("Years: 35 to 59")
# class: C; max: 26. An answer, in years of age.
FROM_60 = N_("Years: 60 or more")
# class: B; max: 40. The person has told about themselves before; it is not asked again.
ANSWERED = N_("You have answered this.")
# class: C; max: 26. Answer the two questions anew.
CHANGE_ANSWERS = N_("Change my answers")
# class: C; max: 26. Take back the answers to the two questions.
REMOVE_ANSWERS = N_("Remove my answers")
# class: B; max: 40. The answers are taken back.
REMOVED = N_("We have removed your answers.")
# class: A; max: 70. Privacy: messages and whatever else was told, said alike to everybody, also who told nothing.
WORDS_KEPT = N_("What you write or tell us is kept for a time.")

# What is kept of a person, told to their own phone: never whether anything was reported.

# class: A; max: 40. %(language)s is a language's own name, such as Kikamba.
YOUR_LANGUAGE = N_("Your language: %(language)s.")
# class: A; max: 40. %(day)s is a day in digits, such as 22/12/2026.
YOU_JOINED_ON = N_("You joined on %(day)s.")
# class: A; max: 50. That something was told; what it was is not read out, for the phone may be shared.
TOLD_AGE_OR_GENDER = N_("You have told us your age or gender.")
# class: A; max: 50. Neither the age nor the gender was told.
TOLD_NO_AGE_OR_GENDER = N_("You have told us no age or gender.")
# class: A; max: 30. Passes warnings on to others, as the person or an officer said.
YOU_PASS_ON = N_("You tell others.")
# class: A; max: 40. The number stood on a list of people who had agreed.
FROM_A_LIST = N_("You came by a county list.")
# class: A; max: 50. %(senders)s are names messages come from, such as MBIU, blocked at the operator.
YOU_BLOCK = N_("You block %(senders)s.")

# About this service, and asking.

# class: A; max: 50. How to have everything deleted. DELETE stays in capitals, or the word of the language for it.
HOW_TO_DELETE = N_("To delete your data, send DELETE.")
# class: B; max: 34. Asks for a question, typed by the person.
TYPE_YOUR_QUESTION = N_("Type your question.")
# class: B; max: 50. How the answer to a question comes.
ANSWER_BY_SMS = N_("An officer answers by SMS.")
# class: C; max: 26. A typed text tells of an incident: file it as a report.
REPORT_THIS = N_("Report this")
# class: C; max: 26. A typed text is no report: only a word to the officers.
JUST_A_MESSAGE = N_("Just a message")

# Reporting. Short, calm words; nothing that blames.

# class: A; max: 34. Title of the list of kinds of incident.
WHAT_HAPPENED = N_("What happened?")
# class: A; max: 30. A kind of incident: people attacked, hurt or killed.
ATTACK = N_("Attack or injury")
# class: A; max: 30. A kind of incident: threats, rumours, calls to violence.
THREAT = N_("Threat or rumour")
# class: A; max: 30. A kind of incident: animals stolen.
LIVESTOCK_THEFT = N_("Livestock theft")
# class: A; max: 30. A kind of incident: a quarrel about animals in fields or about grazing.
HERDERS_FARMERS = N_("Herders and farmers")
# class: A; max: 30. A kind of incident: a quarrel about a water point or pasture. Not war.
WATER_PASTURE = N_("Water or pasture")
# class: A; max: 30. A kind of incident: elephants, lions, hyenas, buffaloes near people.
WILD_ANIMALS = N_("Wild animals")
# class: A; max: 30. A kind of incident: sexual violence, or harm done to a child.
ABUSE = N_("Sexual or child abuse")
# class: A; max: 30. A kind of incident: none of the others. It leads to a second, short list.
SOMETHING_ELSE = N_("Something else")
# class: A; max: 30. In the second list: a peace meeting, an agreement, people who help each other.
GOOD_NEWS = N_("Good news of peace")
# class: A; max: 30. In the second list: people leave their homes because of a conflict.
FLEEING = N_("People flee their homes")
# class: A; max: 30. In the second list: a quarrel about land, a ranch or a boundary.
LAND = N_("Land or boundary")
# class: A; max: 30. In the second list: trouble about an election or politics.
POLITICS = N_("Politics")
# class: A; max: 30. In the second list: none of all the others.
ANOTHER_THING = N_("Another thing")
# class: A; max: 34. Title of a list: where it happened.
WHERE = N_("Where did it happen?")
# class: C; max: 26. The last choice in the list of a person's own wards.
ANOTHER_WARD = N_("Another ward")
# class: A; max: 34. Title of a list: when it happened.
WHEN = N_("When did it happen?")
# class: A; max: 26. When: it is happening at this moment.
NOW = N_("Now")
# class: A; max: 26. When: today.
TODAY = N_("Today")
# class: A; max: 26. When: in the last seven days.
THIS_WEEK = N_("This week")
# class: A; max: 26. When: longer ago than a week.
EARLIER = N_("Earlier")
# class: A; max: 40. Asks for one sentence, typed by the person.
ONE_SENTENCE = N_("Tell us in one sentence.")
# class: A; max: 26. Asks that no person or people be named.
NO_NAMES = N_("Do not write names.")
# class: A; max: 40. Officers see a code word in place of the number.
NUMBER_HIDDEN = N_("Officers do not see your number.")
# class: A; max: 30.
THANK_YOU = N_("Thank you.")
# class: A; max: 40. Neutral words, safe on a shared phone: they say nothing of a report.
RECEIVED = N_("We have received your message.")
# class: A; max: 40. So that nobody waits for the police because of us.
NOT_POLICE = N_("Mbiu is not the police.")
# class: A; max: 70. When officers read what people send: from 7 to 19 o'clock, and what is urgent at once.
WHEN_READ = N_("Messages are read 7 am to 7 pm, urgent ones at once.")
# class: A; max: 40. 999 and 112 are the police's numbers.
IN_DANGER = N_("In danger, call 999 or 112.")
# class: A; max: 50. Asks whether we may send an SMS to this phone about what was told.
MAY_WE_TEXT = N_("May we send you an SMS about it?")
# class: A; max: 50. Why one might answer no: a shared phone.
OTHERS_MAY_READ = N_("Others may read it on this phone.")
# class: A; max: 34. Title; the keys are yes, no and skip.
STILL_GOING_ON = N_("Is it still going on?")
# class: A; max: 34. Title of a list. Never who or how many.
ANYONE_HURT = N_("Is anyone hurt?")
# class: A; max: 30. An answer: nobody is hurt.
NOBODY = N_("Nobody")
# class: A; max: 30. An answer.
PEOPLE_HURT = N_("People are hurt")
# class: A; max: 30. An answer.
PEOPLE_KILLED = N_("People were killed")
# class: A; max: 30. An answer.
DO_NOT_KNOW = N_("I do not know")
# class: A; max: 34. Title of a list: with their own eyes, their own ears, or from others.
HOW_DO_YOU_KNOW = N_("How do you know?")
# class: A; max: 30. An answer: with their own eyes.
I_SAW = N_("I saw it")
# class: A; max: 30. An answer: with their own ears, such as shots or shouts.
I_HEARD = N_("I heard it")
# class: A; max: 30. An answer: other people said so.
I_WAS_TOLD = N_("I was told")
# class: A; max: 34. Title of a list: whether an officer may call this phone about it, and when.
MAY_WE_CALL = N_("May we call you?")
# class: A; max: 26. An answer: yes, at any time of the day.
ANY_TIME = N_("Yes, any time")
# class: A; max: 26. An answer: yes, but only then. From 8 to 12 o'clock.
IN_THE_MORNING = N_("In the morning")
# class: A; max: 26. An answer: yes, but only then. From 12 to 17 o'clock.
IN_THE_AFTERNOON = N_("In the afternoon")
# class: A; max: 26. An answer: yes, but only then. From 17 to 20 o'clock.
IN_THE_EVENING = N_("In the evening")

# Numbers for help. The numbers themselves are in `bot.referrals`.

# class: A; max: 34. Title above numbers to call at once.
CALL_NOW = N_("In danger? Call now, free:")
# class: A; max: 34. Title above helplines that always answer.
HELP_DAY_AND_NIGHT = N_("Free help, day and night:")
# class: A; max: 26. Below those helplines: tell in which ward it happened and nothing else.
SAY_ONLY_THE_WARD = N_("Say only the ward")
# class: A; max: 40. To who has told us the ward of sexual violence or harm to a child, and nothing else.
NUMBER_NOT_KEPT = N_("We have not kept your number.")
# class: A; max: 34. Title of a list of needs, each of which leads to telephone numbers.
WHAT_HELP = N_("What help do you need?")
# class: C; max: 26. The last choice of that list: every number there is.
ALL_NUMBERS = N_("All numbers")
# class: A; max: 22. Label before a telephone number.
POLICE = N_("Police")
# class: A; max: 22. Label before a telephone number.
RED_CROSS = N_("Red Cross")
# class: A; max: 22. Label before a telephone number.
SEXUAL_VIOLENCE = N_("Sexual violence")
# class: A; max: 22. Label before a telephone number: help for a child in danger.
CHILDREN = N_("Children")
# class: A; max: 22. Label before a telephone number: Kenya Wildlife Service.
WILDLIFE = N_("Wildlife KWS")
# class: A; max: 22. Label before a number that takes SMS: the Uwiano platform for peace.
PEACE_SMS = N_("Peace, by SMS")
# class: A; max: 70. By SMS, where no word may tell what was written: it may be read by others.
CALL_A_HELPLINE = N_("You can call 1195 or 116 free, day and night.")

# Answers by SMS. A word in capitals is what the person is to send: use a keyword of the language.

# class: B; max: 60. How to join by SMS.
SEND_JOIN = N_("Send JOIN, your ward and your county.")
# class: B; max: 40. An example of the sentence before; MUTHA and KITUI are places.
SEND_JOIN_EXAMPLE = N_("Example: JOIN MUTHA KITUI")
# class: B; max: 50. The place a person sent is not in our list.
UNKNOWN_PLACE = N_("We do not know that place.")
# class: B; max: 100. The place a person sent may be several; %(places)s lists them.
WHICH_PLACE = N_("Which place: %(places)s?")
# class: B; max: 50. The person sent the name of a county or constituency.
NAME_YOUR_WARD = N_("We need the name of your ward.")
# class: B; max: 50. Help by SMS: joining.
HELP_JOIN = N_("Send JOIN and your ward to get warnings.")
# class: B; max: 40. Help by SMS: leaving.
HELP_STOP = N_("Send STOP to leave.")
# class: B; max: 45. Help by SMS: reporting.
HELP_REPORT = N_("Send REPORT and say what happened.")
# class: B; max: 60. %(language)s is the language's own name.
LANGUAGE_SET = N_("Your language is now %(language)s.")
# class: B; max: 100. The four names stay as they are.
SEND_LANGUAGE = N_("Send LANGUAGE and KISWAHILI, KIKAMBA, KIDAWIDA or ENGLISH.")
# class: A; max: 60. The person sent REPORT and nothing else.
SEND_REPORT = N_("Send REPORT, the ward and what happened.")
# class: A; max: 60. Asked after a report, in words that do not say so: where it was.
ASK_WHERE = N_("Where was it? Send the ward or village.")
# class: A; max: 40. Above a numbered list of kinds of incident, in words that do not say so.
ASK_WHAT = N_("What is it about? Send a number.")
# class: A; max: 40. The two answers to "May we send you an SMS about it?".
SEND_1_FOR_YES = N_("Send 1 for yes, 2 for no.")
# class: A; max: 60. The person wrote of another county; the three names stay as they are.
OUR_COUNTIES = N_("We serve Kitui, Makueni and Taita Taveta only.")
# class: B; max: 40. Above a numbered list of places.
SEND_ITS_NUMBER = N_("Which place? Send its number.")
# class: B; max: 40. Above a numbered list of counties.
WHICH_COUNTY = N_("Which county? Send its number.")
# class: B; max: 50. Above a numbered list of constituencies.
WHICH_CONSTITUENCY = N_("Which constituency? Send its number.")
# class: B; max: 40. Above a numbered list of wards.
WHICH_WARD = N_("Which ward? Send its number.")
# class: B; max: 50. The person sent a number, and no question is open.
NO_QUESTION = N_("We have no open question for you.")
# class: B; max: 40. How to change the ward by SMS.
SEND_WARD = N_("Send WARD and the name of your ward.")
# class: A; max: 50. The person's words may tell of an incident.
IS_IT_A_REPORT = N_("Is this a report of an incident?")
# class: A; max: 60. The two answers to the question before.
REPORT_OR_MESSAGE = N_("Send 1 to report it, 2 for just a message.")
# class: B; max: 60. %(language)s is a language's own name, such as Kikamba.
SWITCH_LANGUAGE = N_("For messages in %(language)s, send 1.")
# class: A; max: 60. Asks before everything about this number is deleted.
DELETE_DATA = N_("Delete all we keep about this number?")
# class: A; max: 50. The answer to the question before.
SEND_1_TO_DELETE = N_("Send 1 to delete it.")
# class: A; max: 50. Confirms the deletion.
DELETED = N_("We have deleted your data.")
# class: A; max: 50. The person sent 2: nothing was deleted or changed.
NOTHING_CHANGED = N_("Nothing has changed.")
# class: B; max: 60. The person sent FEEDBACK and nothing else. FEEDBACK is the word to send.
SEND_FEEDBACK = N_("Send FEEDBACK and what you think of Mbiu.")

# Volunteers who enrol others, and staying for a new season.

# class: B; max: 60. How a volunteer enrols somebody. ENROL is the word to send.
SEND_ENROL = N_("Send ENROL, the phone number and the ward.")
# class: B; max: 60. To a volunteer. It never tells whether that number was known to us.
WE_WILL_ASK = N_("We will ask them by SMS if they agree.")
# class: B; max: 70. Only a person who is registered as passing warnings on may enrol others.
ONLY_WHO_TELLS_OTHERS = N_("First dial and choose that you tell other people.")
# class: B; max: 50. A volunteer has enrolled as many as one may in a day.
ENOUGH_TODAY = N_("That is enough for today.")
# class: A; max: 66. To a number that a volunteer put forward; %(ward)s is the name of a ward.
INVITED = N_("Do you want drought warnings for %(ward)s?")
# class: A; max: 60. The two answers to the question before.
SEND_1_TO_JOIN = N_("Send 1 to join, 2 if not.")
# class: A; max: 50. The person did not want to be enrolled.
WE_WILL_NOT_WRITE = N_("We will not write again.")
# class: A; max: 40. Confirms that the person stays.
YOU_STAY = N_("You stay with Mbiu.")

# Ready answers for officers to people's texts.

# class: B; max: 40. Before an officer's own words.
ANSWER_FROM = N_("Answer from NDMA:")
# class: B; max: 50. A ready answer.
PASSED_ON = N_("We have passed on your message.")
# class: B; max: 40. A ready answer.
WE_WILL_CALL = N_("We will call you.")
# class: B; max: 60. A ready answer.
ASK_AT_NDMA = N_("Ask at the NDMA office of your county.")
# class: B; max: 60. A ready answer.
NOT_KNOWN_YET = N_("We do not know yet and will write again.")
