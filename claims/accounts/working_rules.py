"""How a newsroom has agreed to work, in figures and single answers: kept in `policies` beside its texts, read by
whoever must keep to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from claims.accounts.models import Organisation
from claims.lib.problems import Problem

LIMITED_COLUMNS = ("suggested", "open", "evidence", "writing", "review", "ready")
"""The columns of the queue that can be agreed to hold no more than so many claims."""
PROVIDER_CHOICES = ("required", "optional", "off")
POLITICAL = {"no": "No", "yes": "Yes"}
"""Whether the publisher is a party, a campaign, an elected office or one of their organisations."""
LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0: anybody may use it who names you",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC BY-SA 4.0: the same, and passed on alike",
    "https://creativecommons.org/licenses/by-nc/4.0/": "CC BY-NC 4.0: not for business",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0: no conditions",
}
"""Licences of the mark-up and the data feed. One that forbids changes makes readers of such feeds drop the items."""
USUAL_LICENCE = next(iter(LICENCES))
HIGHEST_LIMIT = 999
LONGEST_STOP = 300
CORRECTION_DAYS, MOST_CORRECTION_DAYS = 7, 60


def column_limits(organisation: Organisation) -> dict[str, int]:
    """How many claims each column of the queue should hold at most; columns without a limit are left out."""
    kept = organisation.policies.get("column_limits")
    return dict(kept) if isinstance(kept, Mapping) else {}


def stop_seconds(organisation: Organisation) -> int:
    """How long a publication can be stopped before anything is public: as the newsroom chose, else the installation."""
    kept = organisation.policies.get("stop_seconds")
    return kept if isinstance(kept, int) else settings.PUBLISH_DELAY_SECONDS


def correction_days(organisation: Organisation) -> int:
    """In how many working days a reader who asks for a correction gets an answer."""
    kept = organisation.policies.get("correction_days")
    return kept if isinstance(kept, int) else CORRECTION_DAYS


def checked_limits(value: object) -> dict[str, int]:
    """Limits, fit to be stored; an empty one is none. Raises Problem at `/policies/column_limits/<column>`."""
    if not isinstance(value, Mapping):
        raise Problem(
            "limits.not_figures", "Limits are figures by column.", pointer="/policies/column_limits"
        )
    limits = {}
    for column, figure in value.items():
        if column not in LIMITED_COLUMNS:
            raise Problem(
                "limits.column",
                f"There is no column “{str(column)[:30]}” that can be limited.",
                pointer="/policies/column_limits",
                next_step=f"There are {', '.join(LIMITED_COLUMNS)}.",
            )
        if figure not in ("", None):
            limits[column] = _whole(figure, 1, HIGHEST_LIMIT, f"/policies/column_limits/{column}", "A limit")
    return limits


def checked_stop(value: object) -> int | None:
    """The seconds to stop a publication, or None for the installation's own. Raises Problem."""
    if value in ("", None):
        return None
    least = min(10, settings.PUBLISH_DELAY_SECONDS)
    return _whole(value, least, LONGEST_STOP, "/policies/stop_seconds", "The time to stop a publication")


def checked_days(value: object) -> int | None:
    """The working days to answer a request for a correction, or None for the usual seven. Raises Problem."""
    if value in ("", None):
        return None
    return _whole(value, 1, MOST_CORRECTION_DAYS, "/policies/correction_days", "The time to answer a reader")


def provider_choices(organisation: Organisation) -> dict[str, str]:
    """Which providers the newsroom made required, optional or off; of the others it left the choice to us."""
    kept = organisation.policies.get("providers")
    return dict(kept) if isinstance(kept, Mapping) else {}


def checked_providers(value: object) -> dict[str, str]:
    """Choices by provider, in shape; whether there are such providers is known further down. Raises Problem."""
    if not isinstance(value, Mapping) or not set(value.values()) <= set(PROVIDER_CHOICES):
        raise Problem(
            "providers.choice",
            f"A provider is {', '.join(PROVIDER_CHOICES)}.",
            pointer="/policies/providers",
        )
    return {str(name)[:40]: str(choice) for name, choice in value.items()}


def political(organisation: Organisation) -> str:
    """ "no", "yes", or empty where nobody has answered yet."""
    kept = organisation.policies.get("political")
    return str(kept) if kept in POLITICAL else ""


def data_licence(organisation: Organisation) -> str:
    """The licence of the mark-up and the data feed, an address."""
    kept = organisation.policies.get("data_licence")
    return str(kept) if kept in LICENCES else USUAL_LICENCE


def checked_political(value: object) -> str:
    """Raises Problem for anything but "yes", "no" and nothing."""
    if value not in ("", None, *POLITICAL):
        raise Problem("political.answer", "The answer is yes or no.", pointer="/policies/political")
    return str(value or "")


def checked_licence(value: object) -> str:
    """Raises Problem for a licence that is not one of `LICENCES`."""
    if not isinstance(value, str) or value not in LICENCES:
        raise Problem(
            "licence.unknown",
            "This is none of the licences for data.",
            pointer="/policies/data_licence",
            next_step="Choose one of: " + ", ".join(LICENCES) + ".",
        )
    return str(value)


CHECKS: Mapping[str, Any] = {
    "political": checked_political,
    "data_licence": checked_licence,
    "column_limits": checked_limits,
    "stop_seconds": checked_stop,
    "correction_days": checked_days,
    "providers": checked_providers,
}
"""What checks each of these before it is stored."""


def _whole(value: object, least: int, most: int, pointer: str, what: str) -> int:
    try:
        number = int(str(value).strip())
    except ValueError:
        number = -1
    if not least <= number <= most:
        raise Problem(
            "rule.figure", f"{what} is a whole number from {least} to {most}.", pointer=pointer
        ) from None
    return number
