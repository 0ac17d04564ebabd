"""Who belongs to a newsroom, in which role, until when."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.models import Membership, Role, User
from claims.accounts.permissions import Permission, require
from claims.accounts.tenancy import OwnedQuerySet
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, Problem


def members(by: Actor) -> OwnedQuerySet:
    """The active memberships of the newsroom, people by name."""
    require(by, Permission.READ)
    rows: OwnedQuerySet = Membership.objects.in_newsroom(by.organisation)
    return rows.filter(ended_at=None).select_related("user").order_by("user__name", "pk")


def colleague(by: Actor, uid: str) -> User | None:
    """Somebody who works in this newsroom, by uid; None for an empty choice. Raises Problem for anybody else."""
    if not uid:
        return None
    found = members(by).filter(user__uid=uid).first()
    if found is None:
        raise Problem("assignee.unknown", "Nobody of that name works in this newsroom.", pointer="/assignee")
    person: User = found.user
    return person


def change_role(
    membership: Membership, *, by: Actor, role: str, row_version: int | None = None
) -> Membership:
    """Give a member another role, from her next request on.

    Raises Problem for an unknown role, Conflict for somebody who left or for the last admin, Stale, Refused.
    """
    require(by, Permission.MANAGE_PEOPLE, membership)
    role = checked_role(role)
    with transaction.atomic():
        row = _lock(membership, by=by)
        if role == row.role:
            return row
        if row.role == Role.ADMIN:
            _keep_an_admin(row)
        before = save_changes(row, row_version=row_version, changes={"role": role})
        record(EventName.MEMBERSHIP_CHANGED, row, by=by, before=before, after={"role": role})
    return row


def deactivate(
    membership: Membership, *, by: Actor, row_version: int | None = None, note: str = ""
) -> Membership:
    """End a membership: her next request finds her outside, and her keys for programs stop working.

    Her account stays (she may belong elsewhere), and her name on what she did. She can be invited again.
    Raises Conflict for somebody who left before or for the last admin, Stale, Refused.
    """
    require(by, Permission.MANAGE_PEOPLE, membership)
    with transaction.atomic():
        row = _lock(membership, by=by)
        if row.role == Role.ADMIN:
            _keep_an_admin(row)
        at = timezone.now()
        before = save_changes(row, row_version=row_version, changes={"ended_at": at})
        record(
            EventName.MEMBERSHIP_ENDED, row, by=by, before=before, after={"ended_at": at}, note=note, at=at
        )
    return row


def checked_role(role: object) -> Role:
    """A role by its name. Raises Problem at /role."""
    try:
        return Role(str(role))
    except ValueError as error:
        raise Problem(
            "role.unknown",
            f"There is no role “{str(role)[:30]}”.",
            pointer="/role",
            next_step=f"Known are {', '.join(Role.values)}.",
        ) from error


def _lock(membership: Membership, *, by: Actor) -> Membership:
    """The row, and with it every admin's of the newsroom: two admins can't remove each other at once."""
    rows = list(
        Membership.objects.in_newsroom(by.organisation)
        .filter(ended_at=None)
        .select_related("user")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    row = next((each for each in rows if each.pk == membership.pk), None)
    if row is None:
        raise Conflict(
            "membership.ended", f"{membership.user} does not belong to {by.organisation} any more."
        )
    return row


def _keep_an_admin(leaving: Membership) -> None:
    others = Membership.objects.in_newsroom(leaving.organisation_id).filter(
        role=Role.ADMIN, ended_at=None, user__is_active=True
    )
    if not others.exclude(pk=leaving.pk).exists():
        raise Conflict(
            "membership.last_admin",
            f"{leaving.user} is the last admin here.",
            next_step="Make somebody else an admin first.",
        )
