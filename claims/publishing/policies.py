"""The newsroom's own words: method, corrections, and where to tell of a mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from claims.accounts.models import Organisation
from claims.accounts.policies import POLICIES
from claims.publishing.markup import policy_html

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


def shown(organisation: Organisation, name: str) -> SafeString:
    """A policy as readers see it."""
    return mark_safe(policy_html(policy(organisation, name)))  # noqa: S308 - cleaned


def complaints(organisation: Organisation) -> dict[str, Any]:
    """What stands on a page about complaints: the newsroom's words, and who else takes them."""
    return {"complaints": shown(organisation, "complaints"), "routes": complaint_routes(organisation)}


def contact_address(organisation: Organisation) -> str:
    """The contact as an address to link to: `mailto:…` or a web address; otherwise the page that shows it."""
    contact = policy(organisation, "contact")
    if contact.startswith(("https://", "http://")) and " " not in contact:
        return contact
    if MAIL.match(contact):
        return f"mailto:{contact}"
    return "/how-we-work/#contact" if contact else ""
