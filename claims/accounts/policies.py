"""What a newsroom says about itself on its public pages: how it works, how it corrects, how it is reached and paid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.accounts.models import Organisation
from claims.accounts.working_rules import CHECKS, USUAL_LICENCE
from claims.lib.problems import Problem
from claims.lib.words import many_lines, one_line

POLICY_CHARACTERS = 20_000


@dataclass(frozen=True)
class Policy:
    """One text of `Organisation.policies`: its key, what the desk calls it, and what belongs into it."""

    key: str
    label: str
    hint: str
    required: bool = False
    one_line: bool = False
    is_address: bool = False


POLICIES = (
    Policy("about", "About us", "Who checks here, for whom, and that no party has a say in it."),
    Policy("method", "How we work", "How claims are chosen, checked, reviewed and rated.", required=True),
    Policy("corrections", "Corrections", "What happens when a published check was wrong.", required=True),
    Policy(
        "contact",
        "Where to report a mistake",
        "An e-mail address or a web address, shown on every published check.",
        required=True,
        one_line=True,
    ),
    Policy(
        "complaints",
        "If our answer is not enough",
        "Who else hears a complaint about a check, and how soon an answer comes.",
        required=True,
    ),
    Policy(
        "ifcn",
        "Complaints to the IFCN",
        "For signatories of the IFCN Code of Principles: the web address where readers can complain to the IFCN.",
        one_line=True,
        is_address=True,
    ),
    Policy(
        "efcsn",
        "Complaints to the EFCSN",
        "For members of the EFCSN: the web address where readers can complain, such as https://efcsn.com/complaints.",
        one_line=True,
        is_address=True,
    ),
    Policy("funding", "Who pays", "Where the money comes from, and what it can't buy."),
)
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_BY_KEY = {policy.key: policy for policy in POLICIES}

METHOD = """\
We pick claims that can be checked and that matter to many people, whoever made them.

We look for the first source of a claim, and for what supports and what disputes it. Every passage we quote stands, \
word for word, in a copy of the source that we keep with its date.

One of us writes the verdict, somebody else reads it against the sources and signs it off. Nobody signs off what \
she wrote herself. Software proposes what to check and where to look; people decide.

A verdict says what was known on its date. Forecasts get no rating before their time has come."""

CORRECTIONS = """\
When something we published was wrong or has changed, we say so on the page itself: what it said before, what it says \
now, and why. Earlier versions keep their address. Changes of substance stand on top of the page and in our feed; all \
changes are listed under Corrections.

Tell us about a mistake, and we answer."""

COMPLAINTS = """\
Write to us, and somebody who had no part in the check looks at it again. You get an answer within seven \
working days."""

ABOUT = """\
{name} checks what is said in public. We belong to no party, support none, and check all sides by the same method."""


def default_policies(*, name: str, contact: str) -> dict[str, str]:
    """What a new newsroom starts with, enough for its first publication. `contact` is an address of its own."""
    return {
        "about": ABOUT.format(name=name),
        "method": METHOD,
        "corrections": CORRECTIONS,
        "contact": contact,
        "complaints": COMPLAINTS,
        "ifcn": "",
        "efcsn": "",
        "funding": "",
        "political": "no",
        "data_licence": USUAL_LICENCE,
    }


def missing_policies(organisation: Organisation) -> list[Policy]:
    """What must be filled in before anything is published; empty where nothing is missing."""
    return [
        policy
        for policy in POLICIES
        if policy.required and not str(organisation.policies.get(policy.key) or "").strip()
    ]


def checked_policies(policies: Mapping[str, object]) -> dict[str, Any]:
    """The texts and the figures of `working_rules`, fit to be stored. Raises Problem at `/policies/<key>` for one that
    is unknown, missing or too long."""
    checked: dict[str, Any] = {}
    for key, text in policies.items():
        pointer = f"/policies/{key}"
        if key in CHECKS:
            checked[key] = CHECKS[key](text)
            continue
        policy = _BY_KEY.get(key)
        if policy is None:
            known = ", ".join([*_BY_KEY, *CHECKS])
            raise Problem(
                "policy.unknown",
                f"There is no policy “{key[:60]}”.",
                pointer="/policies",
                next_step=f"Known are {known}.",
            )
        reader = one_line if policy.one_line else many_lines
        checked[key] = reader(
            text,
            field=f"“{policy.label}”",
            pointer=pointer,
            limit=500 if policy.one_line else POLICY_CHARACTERS,
            required=policy.required,
        )
        if policy.is_address and checked[key] and not ADDRESS.fullmatch(checked[key]):
            raise Problem(
                "policy.address",
                f"“{checked[key][:60]}” is not a web address.",
                pointer=pointer,
                next_step="Write it with https://, or leave it empty.",
            )
    return checked
