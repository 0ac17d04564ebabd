"""Whose turn it is to review: of those who may and did not write it, who has least to read, then who waited longest."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Max, Q

from claims.accounts.models import Membership, Role, User
from claims.verdicts.models import CaseState, FactCheck


def possible_reviewers(organisation_id: int, *, authors: Iterable[int]) -> list[User]:
    """Everybody here who may sign off and is none of these authors, the next in turn first."""
    members = Membership.objects.filter(
        organisation_id=organisation_id,
        ended_at__isnull=True,
        role__in=[Role.EDITOR, Role.ADMIN],
        user__is_active=True,
    ).exclude(user_id__in=list(authors))
    people = {member.user_id: member.user for member in members.select_related("user").order_by("pk")}
    cases = FactCheck.objects.filter(organisation_id=organisation_id, reviewer_id__in=people)
    rows = cases.values("reviewer_id").annotate(
        waiting=Count("pk", filter=Q(state=CaseState.REVIEW)), last=Max("review_asked_at")
    )
    load = {
        row["reviewer_id"]: (row["waiting"], row["last"].timestamp() if row["last"] else 0.0) for row in rows
    }
    order = list(people)
    return sorted(people.values(), key=lambda user: (*load.get(user.pk, (0, 0.0)), order.index(user.pk)))


def next_reviewer(organisation_id: int, *, authors: Iterable[int]) -> User | None:
    """Who gets the next verdict of these authors to review; None where nobody may."""
    return next(iter(possible_reviewers(organisation_id, authors=authors)), None)
