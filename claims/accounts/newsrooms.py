"""Newsrooms and their first person."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Organisation, Role, User
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, Problem

HOST = re.compile(
    r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$"
)


def create_newsroom(
    *,
    name: str,
    slug: str = "",
    admin_email: str,
    admin_name: str,
    password: str | None = None,
    public_host: str = "",
    base_url: str = "",
    language: str = "en",
    timezone: str = "UTC",
) -> Organisation:
    """Make a newsroom and its first admin (an existing account keeps its name and password).

    The first newsroom of an installation is its default one: unknown hosts show its public pages.
    Raises Problem naming the field: a taken slug or host, a bad address, time zone or password.
    """
    slug = slug or slugify(name)[:60]
    if not name.strip() or not slug:
        raise Problem("newsroom.name", "A newsroom needs a name.", pointer="/name")
    if Organisation.objects.filter(slug=slug).exists():
        raise Conflict(
            "newsroom.slug_taken", f"There is a newsroom called “{slug}” already.", pointer="/slug"
        )
    host = public_host.strip().lower()
    if host and not HOST.match(host):
        raise Problem("newsroom.host", f"“{public_host}” is not a host name.", pointer="/public_host")
    if host and Organisation.objects.filter(public_host=host).exists():
        raise Conflict("newsroom.host_taken", f"{host} belongs to another newsroom.", pointer="/public_host")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Problem(
            "newsroom.timezone", f"“{timezone}” is not a time zone.", pointer="/timezone"
        ) from error
    with transaction.atomic():
        user = User.objects.filter(email__iexact=admin_email).first()
        if user is None:
            user = new_person(email=admin_email, name=admin_name, password=password)
        organisation = Organisation.objects.create(
            name=name.strip(),
            slug=slug,
            public_host=host or None,
            base_url=base_url.rstrip("/"),
            language=language,
            timezone=timezone,
            is_default=not Organisation.objects.filter(is_default=True).exists(),
        )
        membership = Membership.objects.create(organisation=organisation, user=user, role=Role.ADMIN)
        actor = Actor(user, organisation, Role.ADMIN, membership)
        record(EventName.NEWSROOM_CREATED, organisation, by=actor, after={"name": name, "slug": slug})
        record(EventName.MEMBERSHIP_STARTED, membership, by=actor, after={"role": Role.ADMIN})
    return organisation


def new_person(*, email: str, name: str, password: str | None) -> User:
    """An account. Raises Problem for a bad address, an empty name or a weak password (None: can't sign in yet)."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise Problem("person.email", f"“{email}” is not an e-mail address.", pointer="/email") from error
    if not name.strip():
        raise Problem("person.name", "A person needs a name.", pointer="/name")
    user = User(email=User.objects.normalize_email(email), name=name.strip()[:150])
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Problem("person.password", " ".join(error.messages), pointer="/password") from error
    user.set_password(password)
    user.save()
    return user
