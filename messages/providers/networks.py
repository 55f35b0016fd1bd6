"""Which operator a code in a report means, as Africa's Talking writes it in `networkCode`.

Numbers are portable, so the code alone tells the network, never the number's beginning. A code that is not here is
shown as it came: phones near the borders roam on networks of Tanzania and Uganda.
"""

# As Africa's Talking documents its callbacks for Kenya (which still says Orange of Telkom); confirm on first live use.
NETWORKS = {
    "63902": "Safaricom",
    "63903": "Airtel",
    "63907": "Telkom",
    "63999": "Equitel",
    "99999": "Athena (sandbox)",
}
OPERATORS = tuple(name for code, name in NETWORKS.items() if code != "99999")  # on whose networks people are
