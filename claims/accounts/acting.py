"""Who acts: a person in a newsroom, perhaps through a token, or the workbench itself."""

from __future__ import annotations

from dataclasses import dataclass

from claims.accounts.models import Membership, Organisation, Role, Token, User
from claims.history.models import ActorKind
from claims.lib.problems import NotFound


@dataclass(frozen=True)
class Actor:
    """Somebody acting in one newsroom. Every verb takes one as `by`; the `by` columns keep `by.user`."""

    user: User
    organisation: Organisation
    role: str
    membership: Membership | None = None
    token: Token | None = None

    @classmethod
    def of(cls, user: User, organisation: Organisation, *, token: Token | None = None) -> Actor:
        """A member of this newsroom. Raises NotFound for anybody else."""
        membership = Membership.objects.filter(
            user=user, organisation=organisation, ended_at__isnull=True, user__is_active=True
        ).first()
        if membership is None:
            raise NotFound("newsroom.not_a_member", f"{user} does not belong to {organisation}.")
        return cls(user, organisation, membership.role, membership, token)

    @classmethod
    def system(cls, organisation: Organisation) -> Actor:
        """The workbench itself, doing what a job or the scheduler must do."""
        return cls(User.objects.system(), organisation, Role.REPORTER)

    @property
    def is_system(self) -> bool:
        return self.user.is_system

    @property
    def actor_kind(self) -> str:
        if self.is_system:
            return ActorKind.SYSTEM
        return ActorKind.TOKEN if self.token else ActorKind.PERSON

    @property
    def actor_id(self) -> int | None:
        return self.user.pk

    @property
    def actor_name(self) -> str:
        return f"{self.user} ({self.token.name})" if self.token else str(self.user)
