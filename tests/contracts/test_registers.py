"""What the code registers, the documentation lists: permissions, scopes, roles, policies, events. And nothing more."""

from __future__ import annotations

import re
from pathlib import Path

from claims.accounts.models import Role
from claims.accounts.permissions import RULES, Permission
from claims.accounts.policies import POLICIES
from claims.history.vocabulary import EventName

DOCS = Path(__file__).resolve().parents[2] / "docs"


def rows(page: str) -> list[list[str]]:
    """The cells of every table row of a page."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def test_every_permission_is_described_with_its_scope_and_least_role() -> None:
    described = {
        (row[0], row[1], row[2]) for row in rows("people.md") if len(row) == 4 and row[0].startswith("`")
    }
    registered = {(f"`{each.name}`", f"`{each.value}`", RULES[each].least.value) for each in Permission}
    assert described == registered


def test_every_role_and_policy_is_described() -> None:
    first = {row[0] for row in rows("people.md")}
    assert set(Role.values) <= first
    required = {row[0]: row[2] for row in rows("people.md") if len(row) == 3}
    assert {
        f"`{policy.key}`": "yes" if policy.required else "" for policy in POLICIES
    }.items() <= required.items()


def test_every_event_is_described_once() -> None:
    described = [row[0].strip("`") for row in rows("history.md") if re.fullmatch(r"`\w+\.\w+`", row[0])]
    assert sorted(described) == sorted(EventName.values)


def test_every_event_is_a_noun_and_a_past_verb() -> None:
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in EventName.values)
