"""The providers there are, by folder, and those this installation asks."""

from __future__ import annotations

import logging
import pkgutil
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from claims.evidence.providers.base import Provider

log = logging.getLogger(__name__)

ENTRY_POINTS = "claim_workbench.providers"
"""The group under which an installed package names its provider."""


@lru_cache(maxsize=1)
def registry() -> dict[str, Provider]:
    """Every provider that has a folder here, and every one an installed package brings, by name.

    One that can't be loaded is logged and left out: the others go on. A folder here wins over a package.
    """
    found: dict[str, Provider] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg:
            provider: Provider = import_module(f"{__name__}.{module.name}").PROVIDER
            found[provider.name] = provider
    for point in entry_points(group=ENTRY_POINTS):
        try:
            brought = point.load()
        except Exception:
            log.exception("the provider %s (%s) can't be loaded", point.name, point.value)
            continue
        if not isinstance(brought, Provider) or brought.name in found:
            log.error("%s (%s) is no provider, or one of this name is there already", point.name, point.value)
            continue
        found[brought.name] = brought
    return found


def active(*, metered: bool = True) -> list[Provider]:
    """The providers this installation asks (EVIDENCE_PROVIDERS), in that order; without the metered ones if asked."""
    known = registry()
    unknown = [name for name in settings.EVIDENCE_PROVIDERS if name not in known]
    if unknown:
        raise ImproperlyConfigured(
            f"EVIDENCE_PROVIDERS names {', '.join(unknown)}; there are {', '.join(sorted(known))}."
        )
    chosen = [known[name] for name in settings.EVIDENCE_PROVIDERS]
    return [provider for provider in chosen if metered or not provider.is_metered]


def in_line(line: str) -> list[str]:
    """The names of the providers that wait in this line."""
    return [name for name, provider in registry().items() if provider.line == line]


def get(name: str) -> Provider | None:
    """The provider of this name, also one that is no longer asked; None where its folder is gone."""
    return registry().get(name)
