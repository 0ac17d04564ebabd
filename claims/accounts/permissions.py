"""Who may do what: one map. The question about one thing and the list of things are two readings of one rule."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Role
from claims.lib.problems import NotFound, Refused


class Permission(enum.Enum):
    """Every right there is. The value is also the name of the token scope that carries it."""

    READ = "read"
    WRITE_ARTICLES = "articles"
    MARK_CLAIMS = "claims"
    GATHER_EVIDENCE = "evidence"
    DECIDE_ORIGINS = "origins"
    WRITE_VERDICT = "verdicts"
    SIGN_OFF = "sign_off"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    OWN_TOKENS = "tokens"
    MANAGE_PEOPLE = "people"
    MANAGE_SETTINGS = "settings"

    @property
    def words(self) -> str:
        """What it lets one do, in a sentence."""
        return WORDS[self]


WORDS = {
    Permission.READ: "See what the newsroom works on.",
    Permission.WRITE_ARTICLES: "Bring texts in, add versions, keep copies.",
    Permission.MARK_CLAIMS: "Accept, dismiss, mark and edit claims; decide matches.",
    Permission.GATHER_EVIDENCE: "Search for evidence, quote it, set its stance.",
    Permission.DECIDE_ORIGINS: "Say which sources are of one origin, and which are not.",
    Permission.WRITE_VERDICT: "Write, send and take back a verdict.",
    Permission.SIGN_OFF: "Approve or send back somebody else’s verdict.",
    Permission.PUBLISH: "Make a signed verdict public, correct it, stop it, decline a claim.",
    Permission.WITHDRAW: "Take a published check or a kept copy away, for law or privacy.",
    Permission.OWN_TOKENS: "Make and revoke keys for one’s own programs.",
    Permission.MANAGE_PEOPLE: "Invite, change roles, deactivate, revoke anybody’s keys.",
    Permission.MANAGE_SETTINGS: "Change the newsroom’s name, host, policies and ratings.",
}

Predicate = Callable[[Actor], Q]


def own_newsroom(actor: Actor) -> Q:
    """The thing belongs to the newsroom the person acts in."""
    return Q(organisation_id=actor.organisation.pk)


def own_token(actor: Actor) -> Q:
    """Her own keys; an admin's reach is everybody's."""
    if actor.role == Role.ADMIN:
        return Q()
    return Q(membership__user_id=actor.user.pk)


@dataclass(frozen=True)
class Rule:
    """The least role that has the right, and which things it reaches (all predicates must hold)."""

    least: Role
    predicates: tuple[Predicate, ...] = (own_newsroom,)

    def reach(self, actor: Actor) -> Q:
        condition = Q()
        for predicate in self.predicates:
            condition &= predicate(actor)
        return condition


RULES: dict[Permission, Rule] = {
    Permission.READ: Rule(Role.READER),
    Permission.WRITE_ARTICLES: Rule(Role.REPORTER),
    Permission.MARK_CLAIMS: Rule(Role.REPORTER),
    Permission.GATHER_EVIDENCE: Rule(Role.REPORTER),
    Permission.DECIDE_ORIGINS: Rule(Role.EDITOR),
    Permission.WRITE_VERDICT: Rule(Role.REPORTER),
    Permission.SIGN_OFF: Rule(Role.EDITOR),
    Permission.PUBLISH: Rule(Role.EDITOR),
    Permission.WITHDRAW: Rule(Role.EDITOR),
    Permission.OWN_TOKENS: Rule(Role.REPORTER, (own_newsroom, own_token)),
    Permission.MANAGE_PEOPLE: Rule(Role.ADMIN),
    Permission.MANAGE_SETTINGS: Rule(Role.ADMIN),
}

_RANK = {role: rank for rank, role in enumerate(Role)}
SCOPES = tuple(permission.value for permission in Permission)


def has_right(actor: Actor, permission: Permission) -> bool:
    """Whether the role (and, with a token, its scopes) carries this right at all."""
    if actor.token is not None and permission.value not in actor.token.scopes:
        return False
    return _RANK[Role(actor.role)] >= _RANK[RULES[permission].least]


def visible(actor: Actor, permission: Permission, model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of `model` this right reaches: none where the role lacks it."""
    rows: models.QuerySet[Any] = model._default_manager.all()
    if not has_right(actor, permission):
        return rows.none()
    return rows.filter(RULES[permission].reach(actor))


def allows(actor: Actor, permission: Permission, thing: models.Model | None = None) -> bool:
    """The same rule, asked of one thing (or, for None, of the newsroom as a whole)."""
    if not has_right(actor, permission):
        return False
    if thing is None:
        return True
    return visible(actor, permission, type(thing)).filter(pk=thing.pk).exists()


def require(actor: Actor, permission: Permission, thing: models.Model | None = None) -> None:
    """Pass, or raise: NotFound for another newsroom's thing, Refused naming the missing right and who can give it."""
    if (
        thing is not None
        and getattr(thing, "organisation_id", actor.organisation.pk) != actor.organisation.pk
    ):
        raise NotFound()
    if allows(actor, permission, thing):
        return
    rule = RULES[permission]
    if actor.token is not None and permission.value not in actor.token.scopes:
        raise Refused(
            "token.scope_missing",
            f"This key lacks the scope “{permission.value}”.",
            next_step="Make a key with that scope under Settings, Keys.",
        )
    if not has_right(actor, permission):
        raise Refused(
            "right.missing",
            f"This needs the role {rule.least.label.lower()}; you are {actor.role} here.",
            next_step=f"An admin of your newsroom can change your role{_admins(actor)}.",
        )
    raise NotFound()


def _admins(actor: Actor) -> str:
    """Who they are: whoever lacks a right should know whom to ask."""
    active = Membership.objects.filter(
        organisation=actor.organisation, role=Role.ADMIN, ended_at=None, user__is_active=True
    )
    names = list(active.order_by("user__name").values_list("user__name", flat=True)[:3])
    return f": {', '.join(names)}" if names else ""
