"""A press release, ten newspapers that printed it, and the ledger it is about. All of it is made up here."""

from __future__ import annotations

FIGURE = "The port of Alder Bay handled 412,000 containers in 2023"
"""What every reprint says, and the claim."""

RELEASE = [
    "Alder Bay, 14 February 2024. "
    + FIGURE
    + ", more than in any year before, the port authority announced on "
    "Wednesday. That is 9 percent above the year before and twice as many as in 2011, when the second quay was opened.",
    "“Our people have worked through two winters of storms to make this possible,” said the authority’s director, "
    "Marit Solberg. “The quay that many called too large is now too small.” She thanked the pilots, the crane drivers "
    "and the town, which had put up with night work for eighteen months.",
    "Most of the growth came from fruit and timber. Refrigerated containers rose to 96,000, timber to 71,000. Ships "
    "from South America called at Alder Bay twice a week, after a line that had used the neighbouring harbour of "
    "Fenwick moved its whole service in April.",
    "The authority expects a smaller rise this year. Dredging of the northern channel begins in March and will close "
    "one of three berths until the autumn. A third quay is to be put out to tender before the end of the year; the "
    "authority puts its cost at 140 million euros, of which the region has promised a quarter.",
    "Trade unions welcomed the figures and asked for a share in them. “Records are not made by cranes alone,” said "
    "their spokesman, Idris Vale. Talks on wages begin next week.",
    "The port of Alder Bay is the third largest of the coast. It belongs to the town and the region, employs 1,900 "
    "people and was founded in 1874. Further figures are in the yearly report, which appears in May.",
]

NAMES = [
    "Alder Bay Gazette", "Coast Courier", "The Fenwick Mail", "Morning Tide", "Harbour Times", "Northern Post",
    "Shipping Daily", "The Lantern", "Region Today", "Evening Sail",
]  # fmt: skip
_BYLINES = [
    "By our own reporter",
    "Staff",
    "By Ann Quill and agencies",
    "(wire)",
    "Newsdesk | 15 February 2024",
]
_TAILS = [
    "Do you work at the port? Write to us. Subscribe now and read four weeks for nothing.",
    "Read next: Ten beaches where nobody goes. © All rights reserved. Cookies. Imprint.",
    "Our newspaper has reported from the coast since 1902 and is independent of parties and firms.",
]
LEDGER = (
    "Yearly return of the harbour master to the office of statistics, table 4. Quay one: 133,120 units in, 120,410 "
    "out. Quay two: 81,004 units in, 77,466 out. Sum of all quays: 412,000 units, of which 38,112 empty and counted "
    "twice where they were moved between quays. Without these the sum is 373,888. The return was signed by the harbour "
    "master on 2 February 2024 and checked against the customs register on 9 February 2024."
)
COUNTED = "Without these the sum is 373,888."


def reprint(number: int) -> str:
    """What the newspaper of this number made of it: its own headline, byline, quotation marks, boilerplate, cuts."""
    body = list(RELEASE)
    body = body[: len(body) - number % 4]  # up to three last paragraphs cut away
    if number % 3 == 1:
        body = [each.replace("“", '"').replace("”", '"').replace("’", "'") for each in body]
    if number % 3 == 2:
        body = [each.replace("“", "«").replace("”", "»").replace(" percent", " per cent") for each in body]
    if number % 2:
        body[0] = body[0].removeprefix("Alder Bay, 14 February 2024. ")
    if number == 7:
        body[1] = body[1].replace("Our people have worked", "Our people worked")
    headline = f"{['Record', 'More boxes than ever', 'Port grows'][number % 3]}, says {NAMES[number]}"
    return "\n\n".join([headline, _BYLINES[number % 5], *body, _TAILS[number % 3]])
