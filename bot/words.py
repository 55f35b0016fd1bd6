"""Every sentence a phone can show, in English, the source of the catalogs. One clause each; a screen takes several.

The comment above a sentence reaches the translators: its risk class (see `messages.catalog`), `max`, the most letters
there is room for, and what the sentence is to do.
"""

from messages.catalog import N_

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
# class: C; max: 26. Menu: hear about another ward from now on.
CHANGE_WARD = N_("Change ward")
# class: C; max: 26. Menu: choose another language.
LANGUAGE = N_("Language")
# class: C; max: 26. Menu: telephone numbers for help.
EMERGENCY_NUMBERS = N_("Emergency numbers")
# class: C; max: 26. Menu: stop all warnings. Mbiu is the name of the service.
LEAVE = N_("Leave Mbiu")

# class: B; max: 34. Title of a list of counties.
CHOOSE_COUNTY = N_("Choose county")
# class: B; max: 34. Title of a list of constituencies.
CHOOSE_CONSTITUENCY = N_("Choose constituency")
# class: B; max: 34. Title of a list of wards.
CHOOSE_WARD = N_("Choose ward")
# class: B; max: 14. Shown above a screen when a key was pressed that is not on it.
WRONG_KEY = N_("Try again.")
# class: B; max: 90. %(language)s is the language's own name, such as Kikamba; what follows is in Swahili.
IN_SWAHILI = N_("%(language)s: this part is in Swahili.")
# class: B; max: 80. The service failed; the person should dial once more.
TRY_AGAIN = N_("Sorry, please try again.")

# class: B; max: 80. The phone is not of Kenya; nothing can be done for it.
ONLY_KENYA = N_("Only phone numbers of Kenya can use this service.")

# Joining, moving, leaving.

# class: A; max: 70. Consent: who speaks. NDMA is a name and stays as it is.
WHO_SPEAKS = N_("Mbiu is the drought service of NDMA and the county.")
# class: A; max: 50. Consent: what it costs.
IT_IS_FREE = N_("Warnings are free.")
# class: A; max: 70. Consent: what is kept.
WHAT_IS_KEPT = N_("We keep your number, your ward and your language.")
# class: A; max: 40. Consent and reports: who else can read along.
WHO_SEES = N_("Phone companies can read messages.")
# class: A; max: 50. How to leave. STOP stays in capitals, or the stop word of the language.
HOW_TO_LEAVE = N_("To leave, send STOP.")
# class: A; max: 30. Consent: the question itself; the keys are yes and no.
DO_YOU_AGREE = N_("Do you agree?")
# class: A; max: 40. Confirms that warnings will come from now on.
JOINED = N_("You have joined Mbiu.")
# class: C; max: 66. %(ward)s is the name of a ward.
YOUR_WARD = N_("Your ward: %(ward)s.")
# class: C; max: 26. Hear about the ward just chosen and no other.
ONLY_THIS_WARD = N_("Only this ward")
# class: C; max: 26. Hear about the ward just chosen and those chosen before.
THIS_WARD_TOO = N_("This ward too")
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
# class: A; max: 30. A kind of incident: a quarrel about a water point, land, a boundary or pasture. Not war.
WATER_LAND = N_("Water, land or pasture")
# class: A; max: 30. A kind of incident: elephants, lions, hyenas, buffaloes near people.
WILD_ANIMALS = N_("Wild animals")
# class: A; max: 30. A kind of incident: sexual violence, or harm done to a child.
ABUSE = N_("Sexual or child abuse")
# class: A; max: 30. A kind of incident: none of the others.
SOMETHING_ELSE = N_("Something else")
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
# class: A; max: 40. 999 and 112 are the police's numbers.
IN_DANGER = N_("In danger, call 999 or 112.")

# Numbers for help. The numbers themselves are in `bot.referrals`.

# class: A; max: 34. Title above numbers to call at once.
CALL_NOW = N_("In danger? Call now, free:")
# class: A; max: 34. Title above helplines that always answer.
HELP_DAY_AND_NIGHT = N_("Free help, day and night:")
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
