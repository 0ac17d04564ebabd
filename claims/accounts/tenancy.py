"""What every row of a newsroom has: its newsroom, its outside name, and querysets that are born scoped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from claims.lib.problems import NotFound
from claims.lib.uids import new_uid

if TYPE_CHECKING:
    from claims.accounts.acting import Actor
    from claims.accounts.models import Organisation


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows of one newsroom. `visible_to` is the one place where the desk and the API start a query."""

    def in_newsroom(self, organisation: Organisation | int) -> Self:
        pk = organisation if isinstance(organisation, int) else organisation.pk
        return self.filter(organisation_id=pk)

    def visible_to(self, actor: Actor) -> Self:
        """The rows this person may see: those of the newsroom she acts in."""
        return self.in_newsroom(actor.organisation)

    def get_visible(self, actor: Actor, uid: str) -> Any:
        """The one row with this uid. Raises NotFound, also for another newsroom's row."""
        found = self.visible_to(actor).filter(uid=uid).first()
        if found is None:
            raise NotFound(detail=f"There is no {self.model._meta.verbose_name} {uid} here.")
        return found


class Owned(models.Model):
    """A row that belongs to one newsroom. Foreign keys between owned tables are composite in the database
    (organisation_id, x_id), so a row can't point into another newsroom (`migrations`, `tests/accounts`)."""

    organisation = models.ForeignKey("claims.Organisation", on_delete=models.PROTECT, related_name="+")
    uid = models.CharField(max_length=12, unique=True, default=new_uid, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


class Editable(Owned):
    """A row people edit: writes are `UPDATE … WHERE row_version = ?` (`accounts.editing.save_changes`)."""

    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def etag(self) -> str:
        """The strong ETag of RFC 9110, with its quotes."""
        return f'"{self.uid}.{self.row_version}"'
