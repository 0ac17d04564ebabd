"""Which sources of a claim are one origin, as the claim page lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from claims.evidence.origins import Document, Origin


def origin_list(origins: Sequence[Origin]) -> dict[str, Any]:
    """The origins of a claim for its page: how many, which of them are copied, and what can be chosen in the forms."""
    copied = [origin for origin in origins if origin.others]
    leads = [(each.lead.id, f"{each.n}. {_called(each.lead)}") for each in origins]
    return {
        "origins": origins,
        "documents": sum(len(each.members) for each in origins),
        "copied": copied,
        "members_of_copied": [
            (each.id, f"{origin.n}. {_called(each)}") for origin in copied for each in _others_first(origin)
        ],
        "leads": leads,
        "leads_from_last": leads[1:] + leads[:1],
    }


def _others_first(origin: Origin) -> Iterable[Document]:
    return [*origin.members[1:], origin.lead]


def _called(document: Document) -> str:
    words = ": ".join(dict.fromkeys(filter(None, [document.publisher, document.title])))
    return words if len(words) <= 90 else f"{words[:89].rstrip()}…"
