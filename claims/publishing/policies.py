"""The newsroom's own words: method, corrections, and where to tell of a mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.accounts.models import Organisation
from claims.accounts.policies import POLICIES

MAIL = re.compile(r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+$")

ON_EVERY_PAGE = ("contact", "data_licence")
"""What stands on every page, not only on those of the newsroom’s own words."""


def policy(organisation: Organisation, name: str) -> str:
    """The text of a policy, or an empty string."""
    value = organisation.policies.get(name, "") if isinstance(organisation.policies, dict) else ""
    return value.strip() if isinstance(value, str) else ""


def missing(organisation: Organisation) -> list[str]:
    """The labels of the required policies that nobody has written."""
    return [each.label for each in POLICIES if each.required and not policy(organisation, each.key)]


@dataclass(frozen=True)
class Route:
    """Somebody outside the newsroom to whom readers can complain."""

    name: str
    code: str
    address: str


ROUTES = (
    ("ifcn", "International Fact-Checking Network", "Code of Principles"),
    ("efcsn", "European Fact-Checking Standards Network", "Code of Standards"),
)


def complaint_routes(organisation: Organisation) -> list[Route]:
    """Where readers can complain outside the newsroom; empty for one that has signed no code."""
    found = [Route(name, code, policy(organisation, key)) for key, name, code in ROUTES]
    return [route for route in found if route.address.startswith(("https://", "http://"))]


def contact_address(organisation: Organisation) -> str:
    """The contact as an address to link to: `mailto:…` or a web address; otherwise the page that shows it."""
    contact = policy(organisation, "contact")
    if contact.startswith(("https://", "http://")) and " " not in contact:
        return contact
    if MAIL.match(contact):
        return f"mailto:{contact}"
    return "/how-we-work/#contact" if contact else ""
