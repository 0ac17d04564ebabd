"""Which of the installation's providers a newsroom asks, and which of them must answer before a search is complete."""

from __future__ import annotations

from collections.abc import Mapping

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.accounts.newsrooms import change_newsroom
from claims.accounts.working_rules import provider_choices
from claims.evidence.models import Lane
from claims.evidence.providers import active
from claims.evidence.providers.base import Provider
from claims.lib.problems import Problem


def asked_by(organisation: Organisation, *, metered: bool = True) -> list[Provider]:
    """The providers this newsroom asks: those of the installation but for what it switched off."""
    choices = provider_choices(organisation)
    return [each for each in active(metered=metered) if choices.get(each.name) != "off"]


def choice(organisation: Organisation, provider: Provider) -> str:
    """required, optional or off."""
    usual = "required" if provider.is_required else "optional"
    return provider_choices(organisation).get(provider.name, usual)


def is_required_for(organisation: Organisation, provider: Provider) -> bool:
    """Whether a search of this newsroom is complete only when this one answered."""
    return choice(organisation, provider) == "required"


def choose(*, by: Actor, row_version: int | None, choices: Mapping[str, str]) -> Organisation:
    """Say which providers are required, optional or off. What is not named stays as it is.

    Raises Problem for a provider that this installation does not ask, and where no provider of evidence would be
    required: then no search could ever say that there is no evidence. Refused, Stale.
    """
    known = {each.name: each for each in active()}
    for name in choices:
        if name not in known:
            raise Problem(
                "providers.unknown",
                f"This installation asks no provider “{name[:40]}”.",
                pointer="/policies/providers",
                next_step=f"It asks {', '.join(known)}.",
            )
    wanted = {**provider_choices(by.organisation), **choices}
    left = [
        each
        for each in known.values()
        if each.lane == Lane.EVIDENCE
        and wanted.get(each.name, "required" if each.is_required else "optional") == "required"
    ]
    if not left:
        raise Problem(
            "providers.none_required",
            "At least one provider of evidence must be required.",
            pointer="/policies/providers",
            next_step="Otherwise no search could say that nothing was found.",
        )
    return change_newsroom(by=by, row_version=row_version, changes={"policies": {"providers": wanted}})
