"""The free national numbers that help when we cannot: this service is not the police."""

# As published: police, Red Cross and the helplines by their own sites and newsrooms; KWS by its notices of 2016-2019
# and the press in 2023. 108 (Uwiano, by SMS) was live in 2022: check it outside election years.
# Each is a list in the order to try, with the pauses in which it is read out.
POLICE = ("999", "112")
RED_CROSS = ("1199",)
SEXUAL_VIOLENCE = ("1195",)
CHILDREN = ("116",)
WILDLIFE = ("0800 597 000",)
PEACE_SMS = ("108",)
