"""A browser in words of ours, such as "Firefox on Windows": what it says of itself is never kept."""

from bot.console.words import N_, _

# What stands in the User-Agent, and what we call it: the first that is found. Others are built on Chrome and say so.
BROWSERS = (
    ("Opera Mini", "Opera Mini"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("KAIOS", "KaiOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
ANOTHER_BROWSER, ANOTHER_SYSTEM = N_("another browser"), N_("another system")


def named(user_agent: str) -> str:
    """What is kept of it."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), ANOTHER_BROWSER)
    system = next((name for mark, name in SYSTEMS if mark in user_agent), ANOTHER_SYSTEM)
    return f"{browser} on {system}"


def device_words(kept: str) -> str:
    """The same in the language of the page."""
    browser, _on, system = kept.partition(" on ")
    return _("%(browser)s on %(system)s", browser=_(browser), system=_(system))
