"""How a claim's check is filed for readers: its topics, its language, and the check that it translates."""

from __future__ import annotations

import re

from claims.accounts.models import Organisation
from claims.annotation.models import Claim
from claims.lib.problems import FieldError

MOST_TOPICS, LONGEST_TOPIC = 8, 60
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
UID = re.compile(r"(?:^|[/-])([a-z0-9]{12})/?$")


def topics(value: object, pointer: str, faults: list[FieldError]) -> list[str]:
    """Names, each once whatever its case, in the order given; a line is taken apart at its commas."""
    given = value.split(",") if isinstance(value, str) else value
    if value is None or not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        faults.append(FieldError(pointer, "Give the topics as words, with commas between them."))
        return []
    names: dict[str, str] = {}
    for one in given:
        name = " ".join(one.split())
        if "\x00" in name or len(name) > LONGEST_TOPIC:
            faults.append(FieldError(pointer, f"A topic has at most {LONGEST_TOPIC} characters."))
        elif name:
            names.setdefault(name.casefold(), name)
    if len(names) > MOST_TOPICS:
        faults.append(FieldError(pointer, f"At most {MOST_TOPICS} topics; these are {len(names)}."))
    return list(names.values())


def language(value: object, pointer: str, faults: list[FieldError]) -> str:
    """The code of the language a check is written in; empty for the newsroom's own."""
    code = value.strip() if isinstance(value, str) else ""
    if (value and not code and value != "") or (code and not LANGUAGE.fullmatch(code)):
        faults.append(FieldError(pointer, "Write the language as a code such as en, de or pt-BR."))
    return code


def translates(
    value: object, pointer: str, faults: list[FieldError], *, organisation: Organisation
) -> Claim | None:
    """The claim whose check this one translates, from its id or the address of its page; a translation of a
    translation is one of the first."""
    if value in (None, ""):
        return None
    named = UID.search(value.strip().partition("?")[0].partition("#")[0]) if isinstance(value, str) else None
    found = (
        Claim.objects.in_newsroom(organisation)
        .select_related("translates")
        .filter(uid=named.group(1))
        .first()
        if named
        else None
    )
    if found is None:
        faults.append(FieldError(pointer, "There is no claim of your newsroom at that address."))
        return None
    return found.translates or found
