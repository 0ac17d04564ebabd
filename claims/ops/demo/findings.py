"""What the demo newsroom finds out: which words of which article, what the kept copies say, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from claims.annotation.models import ClaimKind
from claims.evidence.models import Stance


@dataclass(frozen=True)
class Finding:
    """One verdict of the demo: which words of which article, what the copies say, and what we conclude."""

    article: int
    words: str
    statement: str
    kind: str
    quotations: tuple[tuple[str, str, str], ...]  # (background file, words, stance)
    rating: str
    headline: str
    conclusion: str
    explanation: str
    claim_text: str
    exception: str  # why fewer than two origins are cited
    topics: tuple[str, ...]


MUSK = Finding(
    0,
    "Musk left its board in February 2019, citing possible conflicts with the work on artificial "
    "intelligence at Tesla.",
    "Elon Musk left the board of OpenAI in February 2019, citing possible conflicts with Tesla's work on "
    "artificial intelligence.",
    ClaimKind.EVENT,
    (
        (
            "musk-leaves-board-2018",
            "OpenAI announced on 20 February 2018 that Elon Musk would leave its board",
            Stance.REFUTES,
        ),
        ("musk-leaves-board-2018", "He had left the board in February 2018.", Stance.REFUTES),
        (
            "musk-leaves-board-2018",
            "As the reason it named the growing work on artificial intelligence at Tesla, which could become "
            "a conflict of interest.",
            Stance.SUPPORTS,
        ),
    ),
    "mostly-false",
    "Musk left OpenAI's board a year earlier than reported",
    "Elon Musk left the board of OpenAI in February 2018, not in February 2019. The reason given is right.",
    "OpenAI announced the step on 20 February 2018 [1]. The later date seems to come from a message of "
    "February 2019 in which Musk looked back; by then he had been gone for a year [2].\n\nThe reason that the "
    "article gives, possible conflicts with the work at Tesla, is the one that OpenAI named [3].",
    "Elon Musk left the board of OpenAI in February 2019",
    "Who sits on its board, and since when, only OpenAI itself can say; everybody else repeats its announcement.",
    ("OpenAI", "Who sits on boards"),
)

CENTURIES = Finding(
    1,
    "most experts say that such a system is centuries away",
    "Most experts say that artificial general intelligence is centuries away.",
    ClaimKind.STATISTIC,
    (
        (
            "how-far-away",
            "There is no agreement on when artificial general intelligence might be built.",
            Stance.REFUTES,
        ),
        (
            "how-far-away",
            "Rodney Brooks, who named the year 2200, stands for those who expect it to take centuries.",
            Stance.SUPPORTS,
        ),
    ),
    "mixed",
    "Experts do not agree that general AI is centuries away",
    "Some researchers name dates more than a century away, but nothing shows that most do.",
    "There is no agreement in the field [1]. Some expect it to take centuries, among them Rodney Brooks [2].",
    "Most experts say general AI is centuries away",
    "We found one account that puts the answers of many researchers together.",
    ("Artificial general intelligence", "What experts say"),
)

OVERLOOKED = (
    "expert-survey-2017",
    "Taken together the answers gave a 50 percent chance within 45 years, counted from 2016",
    Stance.REFUTES,
)
