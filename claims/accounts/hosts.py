"""Which newsroom's public pages a request is for."""

from __future__ import annotations

from claims.accounts.models import Organisation


def newsroom_for_host(host: str) -> Organisation | None:
    """The newsroom with this public host; else the installation's default one; else its first; else None.

    `host` as it stands in the request's Host header: with or without a port, in any case, an IPv6 address in
    brackets. A newsroom whose public host names a port is found before one that doesn't.
    """
    asked = host.strip().lower()
    wanted = [asked, without_port(asked)]
    found = {each.public_host: each for each in Organisation.objects.filter(public_host__in=wanted)}
    for each in wanted:
        if each in found:
            return found[each]
    return Organisation.objects.filter(is_default=True).first() or Organisation.objects.order_by("pk").first()


def without_port(host: str) -> str:
    """`harbor.example:8000` → `harbor.example`; `[::1]:8000` → `[::1]`; a trailing dot is dropped."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].rstrip(".")
