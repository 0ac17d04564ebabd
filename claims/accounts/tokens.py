"""Keys for programs: `cwb_<prefix>_<secret><checksum>`, shown once, kept as a hash.

The secret is 256 random bits in 43 letters and digits; the checksum, CRC-32 in 6, tells a mistyped or invented key
from a real one without asking the database, and lets scanners of public code know one when they see it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Token
from claims.accounts.permissions import SCOPES, Permission, has_right, require, visible
from claims.accounts.tenancy import OwnedQuerySet
from claims.history.recording import record
from claims.history.vocabulary import EventName
from claims.lib.problems import Conflict, Problem, Refused
from claims.lib.words import one_line

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SHAPE = re.compile(r"cwb_([0-9a-z]{8})_[0-9A-Za-z]{43}([0-9A-Za-z]{6})")
USUAL_DAYS = 90
LONGEST_DAYS = 366
USE_NOTED_EVERY = timedelta(minutes=1)


def issue(
    *, by: Actor, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[Token, str]:
    """Make a key for a program of one's own; returns the row and the key itself, which is kept nowhere.

    `scopes` are values of `Permission`; reading is always among them. No scope goes beyond what `by` may do now (a
    key that makes keys passes on its own scopes only, and no longer life). Without `expires_at` it lives 90 days.
    Raises Refused without the right, Problem at /name, /scopes or /expires_at.
    """
    require(by, Permission.OWN_TOKENS)
    if by.membership is None:
        raise Refused("token.no_member", "Only a member of a newsroom can have a key.")
    name = one_line(name, field="The name", pointer="/name", limit=100)
    at = timezone.now()
    expires_at = _checked_expiry(expires_at, at=at, by=by)
    granted = _checked_scopes(scopes, by=by)
    prefix = "".join(secrets.choice(LETTERS[:10] + LETTERS[36:]) for _ in range(8))
    plain = with_checksum(f"cwb_{prefix}_{_letters(secrets.randbits(256), width=43)}")
    with transaction.atomic():
        token = Token.objects.create(
            organisation=by.organisation,
            membership=by.membership,
            name=name,
            prefix=prefix,
            hash=_hash(plain),
            scopes=granted,
            expires_at=expires_at,
        )
        after = {"name": name, "prefix": prefix, "scopes": granted, "expires_at": expires_at}
        record(EventName.TOKEN_ISSUED, token, by=by, after=after, at=at)
    return token, plain


def own_tokens(by: Actor) -> OwnedQuerySet:
    """The keys this person may see and revoke (an admin: everybody's), those that work first, newest first."""
    require(by, Permission.OWN_TOKENS)
    rows = cast(OwnedQuerySet, visible(by, Permission.OWN_TOKENS, Token))
    return rows.select_related("membership__user").order_by(F("revoked_at").desc(nulls_first=True), "-pk")


def revoke(token: Token, *, by: Actor) -> Token:
    """End a key at once. Raises NotFound for another's (an admin reaches all), Conflict where it was done before."""
    require(by, Permission.OWN_TOKENS, token)
    with transaction.atomic():
        row = Token.objects.select_for_update().get(pk=token.pk)
        if row.revoked_at is not None:
            raise Conflict("token.revoked", "This key was revoked before.")
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record(EventName.TOKEN_REVOKED, row, by=by, before={"name": row.name, "prefix": row.prefix})
    return row


def authenticate(plain: str) -> Actor | None:
    """Who this key acts for, or None: mistyped, unknown, expired, revoked, or its person has left."""
    shape = SHAPE.fullmatch(plain or "")
    if shape is None or not hmac.compare_digest(with_checksum(plain[:-6]), plain):
        return None
    at = timezone.now()
    token = (
        Token.objects.select_related("membership__user", "membership__organisation")
        .filter(prefix=shape[1])
        .first()
    )
    known = token.hash if token is not None else _hash("")
    if not hmac.compare_digest(known, _hash(plain)) or token is None:
        return None
    member = token.membership
    if token.revoked_at is not None or token.expires_at <= at:
        return None
    if member.ended_at is not None or not member.user.is_active or member.user.is_system:
        return None
    _note_use(token, at)
    return Actor(member.user, member.organisation, member.role, member, token)


def with_checksum(body: str) -> str:
    """`body` and its CRC-32 in six letters."""
    return body + _letters(zlib.crc32(body.encode()), width=6)


def _note_use(token: Token, at: datetime) -> None:
    """At most one write a minute, and none that waits for another."""
    recently = at - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at < recently:
        fresh = Q(last_used_at=None) | Q(last_used_at__lt=recently)
        Token.objects.filter(fresh, pk=token.pk).update(last_used_at=at)


def _checked_scopes(scopes: Iterable[str], *, by: Actor) -> list[str]:
    asked = {Permission.READ.value, *scopes}
    unknown = sorted(str(each)[:30] for each in asked - set(SCOPES))
    if unknown:
        raise Problem(
            "token.scope_unknown",
            f"There is no scope “{unknown[0]}”.",
            pointer="/scopes",
            next_step=f"Known are {', '.join(SCOPES)}.",
        )
    beyond = [scope for scope in SCOPES if scope in asked and not has_right(by, Permission(scope))]
    if beyond:
        raise Problem(
            "token.scope_beyond",
            f"You can't pass on “{beyond[0]}”: you don't have that right yourself.",
            pointer="/scopes",
            next_step="Leave it out, or ask an admin for another role.",
        )
    return [scope for scope in SCOPES if scope in asked]


def _checked_expiry(expires_at: datetime | None, *, at: datetime, by: Actor) -> datetime:
    latest = at + timedelta(days=LONGEST_DAYS)
    if by.token is not None:
        latest = min(latest, by.token.expires_at)
    if expires_at is None:
        return min(at + timedelta(days=USUAL_DAYS), latest)
    if timezone.is_naive(expires_at):
        expires_at = timezone.make_aware(expires_at)
    if expires_at <= at:
        raise Problem("token.expiry_past", "A key must end in the future.", pointer="/expires_at")
    if expires_at > latest:
        raise Problem(
            "token.expiry_late",
            f"A key lives until {latest:%Y-%m-%d} at the longest.",
            pointer="/expires_at",
        )
    return expires_at


def _letters(number: int, *, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, len(LETTERS))
        digits.append(LETTERS[rest])
    return "".join(reversed(digits))


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
