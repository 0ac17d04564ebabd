"""Which newsroom's public pages a request is for."""

from __future__ import annotations

from claims.accounts.models import Organisation


def newsroom_for_host(host: str) -> Organisation | None:
    """The newsroom with this public host (port ignored, case too); else the installation's default; else None."""
    name = host.rsplit("]", 1)[0].lstrip("[") if host.startswith("[") else host.split(":", 1)[0]
    candidates = [host.lower(), name.lower()]
    found = {each.public_host: each for each in Organisation.objects.filter(public_host__in=candidates)}
    for candidate in candidates:
        if candidate in found:
            return found[candidate]
    return Organisation.objects.filter(is_default=True).first() or Organisation.objects.order_by("pk").first()
