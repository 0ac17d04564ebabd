"""Versions for the Memento protocol (RFC 7089): which version stood at a given moment, and a map of all of them.

The check's page is the original resource; each `v/<n>/` is a memento, whose moment is when it was published;
`timegate/` answers with the version that readers saw at the time they name, `timemap/` lists them all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils.http import http_date

from claims.publishing.addresses import base_url, version_path
from claims.publishing.files import FRESH, Rendered
from claims.publishing.shown import Check, Verdict

LINK_FORMAT = "application/link-format"


def page_headers(check: Check) -> dict[str, str]:
    """What the page of the newest version says of its versions."""
    return {"Link": ", ".join([*_ways(check), *_mementos(check, _ends(check))])}


def version_headers(check: Check, verdict: Verdict) -> dict[str, str]:
    """What one version says of itself: since when it stood, and its neighbours."""
    shown = {verdict.n, verdict.n - 1, verdict.n + 1, *_ends(check)}
    return {
        "Memento-Datetime": _date(verdict.at),
        "Link": ", ".join([*_ways(check), *_mementos(check, shown, around=verdict.n)]),
    }


def timemap(check: Check) -> Rendered:
    """Every version with its moment, oldest first."""
    oldest, newest = check.versions[-1], check.versions[0]
    lines = [
        f'<{check.url}>;rel="original"',
        f'<{check.url}timegate/>;rel="timegate"',
        f'<{check.url}timemap/>;rel="self";type="{LINK_FORMAT}";from="{_date(oldest.at)}";until="{_date(newest.at)}"',
        *_mementos(check, {each.n for each in check.versions}),
    ]
    return Rendered(
        f"/checks/{check.uid}/timemap/",
        (",\n".join(lines) + "\n").encode(),
        LINK_FORMAT,
        200,
        {"Access-Control-Allow-Origin": "*", "Content-Security-Policy": "default-src 'none'"},
    )


def asked_moment(header: str | None) -> datetime | None:
    """The moment of an Accept-Datetime header; None where none is named. Raises ValueError for what is no moment."""
    if not header:
        return None
    moment = parsedate_to_datetime(header)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def stood_at(check: Check, moment: datetime | None) -> Verdict:
    """The version that readers saw at this moment: the first one for a moment before it, the newest for none."""
    if moment is None:
        return check.versions[0]
    standing = (each for each in check.versions if each.at.replace(microsecond=0) <= moment)
    return next(standing, check.versions[-1])


def gate_headers(check: Check, verdict: Verdict) -> dict[str, str]:
    """What the TimeGate answers with, beside its redirection to a version."""
    return {
        "Vary": "Accept-Datetime",
        "Link": ", ".join([*_ways(check), *_mementos(check, {verdict.n, *_ends(check)})]),
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Link, Vary",
        "Cache-Control": FRESH,
    }


def address(check: Check, n: int) -> str:
    """The permanent address of one version."""
    return base_url(check.newsroom) + version_path(check.slug, check.uid, n)


def _ways(check: Check) -> list[str]:
    return [
        f'<{check.url}>; rel="original"',
        f'<{check.url}timegate/>; rel="timegate"',
        f'<{check.url}timemap/>; rel="timemap"; type="{LINK_FORMAT}"',
    ]


def _ends(check: Check) -> set[int]:
    return {check.versions[0].n, check.versions[-1].n}


def _mementos(check: Check, shown: set[int], *, around: int | None = None) -> list[str]:
    """Links to these versions, oldest first, each with what it is: first, last, before or after `around`."""
    first, last = check.versions[-1].n, check.versions[0].n
    lines = []
    for each in reversed(check.versions):
        if each.n in shown:
            words = ["first"] * (each.n == first) + ["last"] * (each.n == last)
            if around is not None:
                words += ["prev"] * (each.n == around - 1) + ["next"] * (each.n == around + 1)
            rel = " ".join([*words, "memento"])
            lines.append(f'<{address(check, each.n)}>; rel="{rel}"; datetime="{_date(each.at)}"')
    return lines


def _date(moment: datetime) -> str:
    return http_date(moment.timestamp())
