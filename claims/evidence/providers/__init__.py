"""The providers there are, by folder, and those this installation asks."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from claims.evidence.providers.base import Provider


@lru_cache(maxsize=1)
def registry() -> dict[str, Provider]:
    """Every provider that has a folder here, by name."""
    found: dict[str, Provider] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg:
            provider: Provider = import_module(f"{__name__}.{module.name}").PROVIDER
            found[provider.name] = provider
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
