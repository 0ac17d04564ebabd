"""The newsroom's own words: method, corrections, and where to tell of a mistake."""

from __future__ import annotations

import re

from claims.accounts.models import Organisation

REQUIRED = {
    "method": "how you work",
    "corrections": "how you correct mistakes",
    "contact": "where readers can tell you of a mistake",
}
MAIL = re.compile(r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+$")


def policy(organisation: Organisation, name: str) -> str:
    """The text of a policy, or an empty string."""
    value = organisation.policies.get(name, "") if isinstance(organisation.policies, dict) else ""
    return value.strip() if isinstance(value, str) else ""


def missing(organisation: Organisation) -> list[str]:
    """Which of the required policies nobody has written, in words."""
    return [words for name, words in REQUIRED.items() if not policy(organisation, name)]


def contact_address(organisation: Organisation) -> str:
    """The contact as an address to link to: `mailto:…` or a web address; otherwise the page that shows it."""
    contact = policy(organisation, "contact")
    if contact.startswith(("https://", "http://")) and " " not in contact:
        return contact
    if MAIL.match(contact):
        return f"mailto:{contact}"
    return "/how-we-work/#contact" if contact else ""
