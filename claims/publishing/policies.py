"""The newsroom's own words: method, corrections, and where to tell of a mistake."""

from __future__ import annotations

import re

from claims.accounts.models import Organisation
from claims.accounts.policies import POLICIES

MAIL = re.compile(r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+$")


def policy(organisation: Organisation, name: str) -> str:
    """The text of a policy, or an empty string."""
    value = organisation.policies.get(name, "") if isinstance(organisation.policies, dict) else ""
    return value.strip() if isinstance(value, str) else ""


def missing(organisation: Organisation) -> list[str]:
    """The labels of the required policies that nobody has written."""
    return [each.label for each in POLICIES if each.required and not policy(organisation, each.key)]


def contact_address(organisation: Organisation) -> str:
    """The contact as an address to link to: `mailto:…` or a web address; otherwise the page that shows it."""
    contact = policy(organisation, "contact")
    if contact.startswith(("https://", "http://")) and " " not in contact:
        return contact
    if MAIL.match(contact):
        return f"mailto:{contact}"
    return "/how-we-work/#contact" if contact else ""
