"""Reading parameters, and page tokens that hold only for the parameters they were given for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from claims.accounts.models import Organisation
from claims.api.cursors import sealed, unsealed
from claims.api.google.envelope import bad
from claims.lib.hashing import sha256_text
from claims.publishing.finding import Found
from claims.publishing.search_plans import Place, Plan

LARGEST = 2**31 - 1
MOST_ON_A_PAGE = 100
USUAL_PAGE = 10
LONGEST_QUERY = 10_000
_SALT = "claims.v1alpha1.page"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_WHOLE = re.compile(r"\+?\d{1,12}")


def text(asked: Mapping[str, str], name: str, *, most: int = 2000) -> str:
    """A parameter as text, trimmed; empty where it was not given."""
    value = asked.get(name, "").strip()
    if "\x00" in value:
        raise bad(name, "holds a NUL character.")
    if len(value) > most:
        raise bad(name, f"has {len(value):,} characters; at most {most:,}.")
    return value


def whole_number(asked: Mapping[str, str], name: str) -> int:
    """A parameter as a number from 0; 0 where it was not given."""
    value = asked.get(name, "").strip()
    if not value:
        return 0
    if not value.isascii() or not _WHOLE.fullmatch(value) or int(value) > LARGEST:
        raise bad(name, f"must be a whole number from 0 to {LARGEST}, not “{value[:40]}”.")
    return int(value)


def page_size(asked: Mapping[str, str]) -> int:
    return min(whole_number(asked, "pageSize") or USUAL_PAGE, MOST_ON_A_PAGE)


def language(asked: Mapping[str, str]) -> str:
    """A BCP 47 code; its region plays no part."""
    value = text(asked, "languageCode", most=100)
    if value and not _LANGUAGE.fullmatch(value):
        raise bad("languageCode", f"“{value[:40]}” is not a BCP 47 language code.")
    return value


def token(found: Found, newsroom: Organisation, given: Mapping[str, str], **kept: Any) -> str:
    """What leads to the page after this one; `kept` comes back with it."""
    assert found.last is not None
    held = {"f": _print(newsroom, given), "p": found.plan.as_data(), "l": asdict(found.last), **kept}
    return sealed(held, salt=_SALT)


def opened(
    value: str, newsroom: Organisation, given: Mapping[str, str]
) -> tuple[Plan, Place, dict[str, Any]]:
    """What `token` held. Refused where it is not ours, or was given for other parameters."""
    try:
        held = unsealed(value, salt=_SALT)
    except ValueError as error:
        raise bad("pageToken", "is not one that was given here. Start again without it.") from error
    if held["f"] != _print(newsroom, given):
        raise bad("pageToken", "was given for other parameters: all others must stay as they were.")
    return Plan.from_data(held["p"]), Place(**held["l"]), held


def _print(newsroom: Organisation, given: Mapping[str, str]) -> str:
    return sha256_text(
        "\n".join([newsroom.uid, *(f"{name}={value}" for name, value in sorted(given.items()))])
    )[:24]
