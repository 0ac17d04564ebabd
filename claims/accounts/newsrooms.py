"""Newsrooms, their settings, and their first person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from claims.accounts.acting import Actor
from claims.accounts.editing import save_changes
from claims.accounts.models import Membership, Organisation, Role, User
from claims.accounts.permissions import Permission, require
from claims.accounts.policies import checked_policies, default_policies
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, Problem
from claims.lib.words import one_line

HOST = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?"
)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


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

    The first newsroom of an installation is its default one: unknown hosts show its public pages. It starts with
    the texts of `policies.py`, the admin's address being where mistakes are reported.
    Raises Problem naming the field: a taken slug or host, a bad address, language, time zone or password.
    """
    fields = checked_settings(
        {
            "name": name,
            "public_host": public_host,
            "base_url": base_url,
            "language": language,
            "timezone": timezone,
        }
    )
    slug = slug.strip() or slugify(name)[:60]
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        raise Problem(
            "newsroom.slug",
            f"“{slug}” can't be a newsroom's short name.",
            pointer="/slug",
            next_step="Take up to 60 small letters and digits, with hyphens between them.",
        )
    with transaction.atomic():
        if Organisation.objects.filter(slug=slug).exists():
            raise Conflict(
                "newsroom.slug_taken", f"There is a newsroom called “{slug}” already.", pointer="/slug"
            )
        user = User.objects.filter(email__iexact=admin_email, is_system=False).first()
        if user is None:
            user = new_person(email=admin_email, name=admin_name, password=password)
        organisation = Organisation.objects.create(
            slug=slug,
            policies=default_policies(name=fields["name"], contact=user.email),
            is_default=not Organisation.objects.filter(is_default=True).exists(),
            **fields,
        )
        membership = Membership.objects.create(organisation=organisation, user=user, role=Role.ADMIN)
        actor = Actor(user, organisation, Role.ADMIN, membership)
        record(EventName.NEWSROOM_CREATED, organisation, by=actor, after={**fields, "slug": slug})
        record(EventName.MEMBERSHIP_STARTED, membership, by=actor, after={"role": Role.ADMIN})
    return organisation


def change_newsroom(*, by: Actor, row_version: int | None = None, changes: Mapping[str, Any]) -> Organisation:
    """Change the settings of the newsroom `by` acts in: name, public_host, base_url, language, timezone, policies.

    `policies` holds only the texts that change. Raises Problem at the field, Stale where `row_version` moved on,
    Refused without the right. Nothing is written, and nothing recorded, where nothing differs.
    """
    require(by, Permission.MANAGE_SETTINGS)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=by.organisation.pk)
        wanted = checked_settings(
            {name: value for name, value in changes.items() if name != "policies"}, newsroom=organisation
        )
        if "policies" in changes:
            if not isinstance(changes["policies"], Mapping):
                raise Problem("policy.not_texts", "Policies are texts by their keys.", pointer="/policies")
            wanted["policies"] = {**organisation.policies, **checked_policies(changes["policies"])}
        wanted = {name: value for name, value in wanted.items() if getattr(organisation, name) != value}
        if wanted or row_version not in (None, organisation.row_version):
            before = save_changes(organisation, row_version=row_version, changes=wanted)
            record(EventName.NEWSROOM_CHANGED, organisation, by=by, before=before, after=wanted)
    return organisation


def checked_settings(fields: Mapping[str, Any], *, newsroom: Organisation | None = None) -> dict[str, Any]:
    """The fields, fit to be stored. Raises Problem naming the field."""
    checked: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in _READERS:
            raise Problem("newsroom.unknown_field", f"A newsroom has no “{name[:60]}”.", pointer=f"/{name}")
        checked[name] = _READERS[name](value)
    host = checked.get("public_host")
    holder = Organisation.objects.filter(public_host=host).first() if host else None
    if holder is not None and holder != newsroom:
        raise Conflict("newsroom.host_taken", f"{host} belongs to another newsroom.", pointer="/public_host")
    return checked


def new_person(*, email: str, name: str, password: str | None) -> User:
    """An account. Raises Problem for a bad address, an empty name or a weak password (None: can't sign in yet)."""
    address = email_address(email)
    user = User(email=address, name=one_line(name, field="The name", pointer="/name", limit=150))
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Problem("person.password", " ".join(error.messages), pointer="/password") from error
    user.set_password(password)
    user.save()
    return user


def email_address(value: object) -> str:
    """An address as it is stored: trimmed, its domain in small letters. Raises Problem at /email."""
    address = one_line(value, field="The e-mail address", pointer="/email", limit=254)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Problem("person.email", f"“{address}” is not an e-mail address.", pointer="/email") from error
    return str(User.objects.normalize_email(address))


def _name(value: object) -> str:
    return one_line(value, field="The newsroom's name", pointer="/name", limit=150)


def _public_host(value: object) -> str | None:
    host = one_line(value or "", field="The host", pointer="/public_host", limit=253, required=False).lower()
    if host and not HOST.fullmatch(host):
        raise Problem(
            "newsroom.host",
            f"“{host}” is not a host name.",
            pointer="/public_host",
            next_step="Write it without https:// and without a path, such as checks.example.org.",
        )
    return host or None


def _base_url(value: object) -> str:
    url = one_line(value or "", field="The address", pointer="/base_url", limit=300, required=False)
    if not url:
        return ""
    problem = Problem(
        "newsroom.base_url",
        f"“{url}” is not the beginning of a web address.",
        pointer="/base_url",
        next_step="Write it with https:// and without a path, such as https://checks.example.org.",
    )
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        place = f"{host}:{parts.port}" if parts.port else host
    except ValueError as error:
        raise problem from error
    bare = not (parts.path.rstrip("/") or parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("http", "https") or not bare or not HOST.fullmatch(place):
        raise problem
    return f"{parts.scheme}://{place}"


def _language(value: object) -> str:
    code = one_line(value, field="The language", pointer="/language", limit=35)
    if not LANGUAGE.fullmatch(code):
        raise Problem(
            "newsroom.language",
            f"“{code}” is not a language code.",
            pointer="/language",
            next_step="Write a code such as en, de or pt-BR.",
        )
    return code


def _timezone(value: object) -> str:
    name = one_line(value, field="The time zone", pointer="/timezone", limit=64)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Problem(
            "newsroom.timezone",
            f"“{name}” is not a time zone.",
            pointer="/timezone",
            next_step="Write one such as Europe/Berlin or UTC.",
        ) from error
    return name


_READERS = {
    "name": _name,
    "public_host": _public_host,
    "base_url": _base_url,
    "language": _language,
    "timezone": _timezone,
}
