"""People, newsrooms, who belongs where with which rights, and keys for programs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.timezone import now

from claims.accounts.tenancy import Editable, Owned, OwnedQuerySet
from claims.lib.uids import new_uid

__all__ = [
    "Editable",
    "Invitation",
    "Membership",
    "Organisation",
    "Owned",
    "OwnedQuerySet",
    "Role",
    "Token",
    "User",
]


class UserManager(BaseUserManager["User"]):
    """Accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def system(self) -> User:
        """The workbench itself as a named user, who can't sign in."""
        user, made = self.get_or_create(
            is_system=True, defaults={"email": "workbench@localhost.invalid", "name": "Claim Workbench"}
        )
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person (or the workbench itself), who may belong to several newsrooms."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    is_system = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=now)
    key_choices = models.JSONField(default=dict, blank=True)
    """Keys of the desk as this person wants them: `off` for no single characters, `own` default → own."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="user_email_once", violation_error_message="Taken."),
            models.UniqueConstraint(
                fields=["is_system"], condition=models.Q(is_system=True), name="user_one_system"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper() or "?"


class Organisation(models.Model):
    """A newsroom: the tenant. The request's host picks whose public pages are shown."""

    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    public_host = models.CharField(max_length=253, unique=True, null=True, blank=True)
    base_url = models.URLField(max_length=300, blank=True)
    language = models.CharField(max_length=35, default="en")
    timezone = models.CharField(max_length=64, default="UTC")
    policies = models.JSONField(default=dict, blank=True)
    is_default = models.BooleanField(default=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="newsroom_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What somebody does in a newsroom; each role can do what the one before it can."""

    READER = "reader"
    REPORTER = "reporter"
    EDITOR = "editor"
    ADMIN = "admin"


class Membership(Editable):
    """One person in one newsroom, in one role, from when to when. `looked_at` and `looked_before_at` are when she last
    saw what is new, and when before that (`visits.py`)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    ended_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True, editable=False)
    looked_before_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(ended_at__isnull=True),
                name="membership_one_active",
            ),
            models.UniqueConstraint(fields=["organisation", "id"], name="membership_key"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Token(Owned):
    """A key for a program: shown once, kept as a hash, never with more rights than its membership."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Invitation(Owned):
    """A link that lets somebody join: its secret is kept as a hash."""

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role.choices)
    hash = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"
