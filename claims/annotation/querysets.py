"""The questions the newsroom asks of suggestions, claims and the places where claims stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from claims.accounts.tenancy import OwnedQuerySet

if TYPE_CHECKING:
    from claims.intake.models import ArticleVersion


class SuggestionQuerySet(OwnedQuerySet):
    """Suggestions by what people decided about them."""

    def undecided(self) -> Self:
        """Neither dismissed nor a claim (a claim that was taken back leaves its suggestion undecided)."""
        return self.filter(dismissal=None).exclude(claim__isnull=False, claim__removed_at=None)

    def accepted(self) -> Self:
        return self.filter(claim__isnull=False, claim__removed_at=None)

    def dismissed(self) -> Self:
        return self.filter(dismissal__isnull=False)

    def current(self) -> Self:
        """Of the newest version of their article: older ones have had their day."""
        return self.filter(version__next=None)

    def worth_showing(self) -> Self:
        """What an editor sees without asking for more: high and medium."""
        return self.filter(band__in=("high", "medium"))


class ClaimQuerySet(OwnedQuerySet):
    """Claims that are worked on."""

    def active(self) -> Self:
        """Not taken back and not removed."""
        return self.filter(removed_at=None)

    def uncovered(self) -> Self:
        """With a case of their own: no other claim covers them."""
        return self.filter(same_as=None)


class AppearanceQuerySet(OwnedQuerySet):
    """Places of claims, standing or still to be found."""

    def standing(self) -> Self:
        """With a place in their version, of claims that are worked on."""
        return self.filter(start__isnull=False, left_out_at=None, claim__removed_at=None)

    def to_place(self) -> Self:
        """Waiting for a person to say where the claim stands in this version, or that it is gone."""
        return self.filter(start=None, left_out_at=None, next=None, claim__removed_at=None)

    def of_version(self, version: ArticleVersion) -> Self:
        return self.filter(Q(version=version))
