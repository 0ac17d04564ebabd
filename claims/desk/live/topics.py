"""What a screen asks to be told of, and whether it may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps

from claims.accounts.models import Membership
from claims.lib.problems import NotFound, Problem

THINGS = {"article": "Article", "claim": "Claim"}
OWN = ("me", "newsroom")
"""`me`: what I did, what is mine. `newsroom`: jobs, changes and publications of the whole newsroom."""
MOST = 60


@dataclass(frozen=True)
class Asked:
    """The topics somebody may be told of, and the newsrooms they lie in."""

    topics: frozenset[str]
    organisations: frozenset[int]


def allowed(text: str, memberships: Sequence[Membership], picked: int) -> Asked:
    """The topics in `text` (with commas) that she may be told of; what is not hers is left out.

    `me` and `newsroom` are those of the picked newsroom. Raises Problem for a text that names no topic, for an unknown
    kind of topic and for too many; NotFound where nothing is left.
    """
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise Problem(
            "topics.none",
            "No topic is named.",
            status=400,
            pointer="/topics",
            next_step="Ask for ?topics=article:<id>,claim:<id>,me",
        )
    if len(names) > MOST:
        raise Problem(
            "topics.too_many", f"{len(names)} topics; {MOST} is the most.", status=400, pointer="/topics"
        )
    wanted: dict[str, set[str]] = {}
    topics, organisations = set(), set()
    for name in names:
        kind, _, uid = name.partition(":")
        if name in OWN:
            topics.add(f"{name}@{picked}")
            organisations.add(picked)
        elif kind in THINGS and uid.isalnum() and uid.isascii():
            wanted.setdefault(kind, set()).add(uid)
        else:
            raise Problem(
                "topics.unknown",
                f"“{name[:60]}” is no topic.",
                status=400,
                pointer="/topics",
                next_step="Topics are article:<id>, claim:<id>, me and newsroom.",
            )
    hers = [each.organisation_id for each in memberships]
    for kind, uids in wanted.items():
        rows = apps.get_model("claims", THINGS[kind])._default_manager.filter(
            uid__in=uids, organisation_id__in=hers
        )
        for uid, organisation in rows.values_list("uid", "organisation_id"):
            topics.add(f"{kind}:{uid}")
            organisations.add(organisation)
    if not topics:
        raise NotFound("topics.not_found", "There is nothing here by these names.")
    return Asked(frozenset(topics), frozenset(organisations))


def public_name(topic: str) -> str:
    """A topic as its asker wrote it."""
    return topic.partition("@")[0]
