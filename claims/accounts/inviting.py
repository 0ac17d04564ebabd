"""Asking somebody to join: a link with a secret, good for a week and for one person."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.mails import send_invitation
from claims.accounts.membership import checked_role
from claims.accounts.models import Invitation, Membership, User
from claims.accounts.newsrooms import email_address, new_person
from claims.accounts.permissions import Permission, require
from claims.accounts.tenancy import OwnedQuerySet
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, NotFound, Problem


def invite(*, by: Actor, email: str, role: str) -> tuple[Invitation, str]:
    """Invite an address to join in a role; returns the invitation and the secret of its link, which is kept nowhere.

    The mail is sent after the commit. An older open invitation to the same address ends.
    Raises Refused without the right, Problem for a bad address or role, Conflict for somebody who is a member.
    """
    require(by, Permission.MANAGE_PEOPLE)
    address = email_address(email)
    role = checked_role(role)
    secret = secrets.token_urlsafe(32)
    at = timezone.now()
    with transaction.atomic():
        members = Membership.objects.in_newsroom(by.organisation).filter(ended_at=None)
        if members.filter(user__email__iexact=address).exists():
            raise Conflict(
                "invitation.member",
                f"{address} belongs to {by.organisation} already.",
                pointer="/email",
                next_step="Change the role in the list of people.",
            )
        for older in open_invitations(by).filter(email__iexact=address).select_for_update():
            _end(older, by=by)
        invitation = Invitation.objects.create(
            organisation=by.organisation,
            email=address,
            role=role,
            hash=_hash(secret),
            by=by.user,
            expires_at=at + timedelta(days=settings.INVITATION_DAYS),
        )
        record(EventName.PERSON_INVITED, invitation, by=by, after={"email": address, "role": role}, at=at)
        transaction.on_commit(lambda: send_invitation(invitation, link=invitation_link(secret)), robust=True)
    return invitation, secret


def invitation_link(secret: str) -> str:
    """The address to open, from BASE_URL."""
    return str(settings.BASE_URL) + reverse("people:invitation", kwargs={"secret": secret})


def open_invitations(by: Actor) -> OwnedQuerySet:
    """Those of the newsroom that were neither accepted nor revoked, expired ones too; newest first."""
    waiting: OwnedQuerySet = Invitation.objects.in_newsroom(by.organisation)
    return waiting.filter(accepted_at=None, revoked_at=None).order_by("-pk")


def find_invitation(secret: str, *, lock: bool = False) -> Invitation:
    """The open invitation of a link. Raises NotFound for none, Problem (410) for one that is over, saying why."""
    rows = Invitation.objects.select_related("organisation", "by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(hash=_hash(secret)).first()
    if invitation is None:
        raise NotFound(
            "invitation.unknown",
            "There is no such invitation.",
            next_step="Check that the whole link was copied.",
        )
    again = f"Ask {invitation.organisation} for a new one."
    if invitation.accepted_at is not None:
        again = "If that was you, sign in. If not, tell the newsroom."
        raise Problem("invitation.used", "This invitation was used already.", status=410, next_step=again)
    if invitation.revoked_at is not None:
        raise Problem("invitation.revoked", "This invitation was taken back.", status=410, next_step=again)
    if invitation.expires_at <= timezone.now():
        raise Problem("invitation.expired", "This invitation has run out.", status=410, next_step=again)
    return invitation


def account_for(invitation: Invitation) -> User | None:
    """The account that has the invited address already."""
    return User.objects.filter(email__iexact=invitation.email, is_system=False).first()


def accept_invitation(
    secret: str, *, name: str = "", password: str = "", user: User | None = None
) -> Membership:
    """Join: as `user`, who is signed in, or as a new account with this name and password.

    Raises what `find_invitation` raises; Conflict where an account with the invited address must sign in first, or
    where `user` is a member already; Problem for an empty name or a weak password.
    """
    with transaction.atomic():
        invitation = find_invitation(secret, lock=True)
        organisation = invitation.organisation
        if user is None:
            if account_for(invitation) is not None:
                raise Conflict(
                    "invitation.sign_in",
                    f"{invitation.email} has an account already.",
                    next_step="Sign in, and open the link again.",
                )
            user = new_person(email=invitation.email, name=name, password=password)
        elif Membership.objects.in_newsroom(organisation).filter(user=user, ended_at=None).exists():
            raise Conflict("invitation.member", f"You belong to {organisation} already.")
        at = timezone.now()
        membership = Membership.objects.create(organisation=organisation, user=user, role=invitation.role)
        invitation.accepted_at = at
        invitation.save(update_fields=["accepted_at"])
        record(
            EventName.MEMBERSHIP_STARTED,
            membership,
            by=Actor(user, organisation, membership.role, membership),
            after={"role": membership.role},
            related=[invitation],
            at=at,
        )
    return membership


def revoke_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Take an open invitation back. Raises Conflict where it was accepted or taken back before."""
    require(by, Permission.MANAGE_PEOPLE, invitation)
    with transaction.atomic():
        row = open_invitations(by).select_for_update().filter(pk=invitation.pk).first()
        if row is None:
            raise Conflict("invitation.over", "This invitation is not open any more.")
        _end(row, by=by)


def _end(invitation: Invitation, *, by: Actor) -> None:
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(EventName.INVITATION_REVOKED, invitation, by=by, before={"email": invitation.email})


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
