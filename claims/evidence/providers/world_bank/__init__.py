"""World Bank: figures of countries by year, for the indicators that claims speak of most."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError

from claims.annotation.times import find_times
from claims.evidence.fusing import PRIMARY
from claims.evidence.pace import Pace
from claims.evidence.providers.asking import (
    Asking,
    HttpProvider,
    Trouble,
    answered,
    json_of,
    none_of_many,
    part,
    words_of,
)
from claims.evidence.providers.base import Found, Query, Reply, claim_in
from claims.evidence.providers.world_bank.indicators import indicator_in
from claims.intake.models import Outcome

PER_PAGE = 25
MOST_PAGES = 4
_SPOKEN = {"US": ("the US", "U.S.", "USA", "America"), "GB": ("the UK", "U.K.", "Britain"), "KR": ("South Korea",),
           "CZ": ("Czech Republic",), "TR": ("Turkey",)}  # fmt: skip


class WorldBank(HttpProvider):
    """One indicator of one country, both read out of the claim; the newest years first, or those the claim names."""

    name = "world_bank"
    label = "World Bank"
    weight = PRIMARY
    home = "https://api.worldbank.org"
    deadline = 15.0
    pace = Pace(calls=5, seconds=1, at_once=2, rest=60, bare_wait=10)

    def suits(self, statement: str) -> bool:
        """Whether the claim is about a country and one of the indicators."""
        return bool(indicator_in(statement) and country_in(statement, "en"))

    def ask(self, asking: Asking) -> Reply:
        query = asking.query
        indicator = indicator_in(claim_in(query))
        country = country_in(claim_in(query), query.language) or country_in(claim_in(query), "en")
        if not (indicator and country):
            raise Trouble(
                Outcome.BAD_REQUEST, f"{self.label} has figures of countries; the claim names none it knows."
            )
        hits: list[Found] = []
        number, pages = query.page, query.page
        while not hits and number <= min(pages, query.page + MOST_PAGES - 1):
            head, rows = self._page(asking, indicator, country, number)
            pages = _whole(head.get("pages"))
            hits = [hit for hit in (self._hit(row, head) for row in rows) if hit is not None]
            number += 1
        return answered(hits[: max(query.limit, PER_PAGE)], more=bool(hits) and number <= pages)

    def _page(
        self, asking: Asking, indicator: str, country: str, number: int
    ) -> tuple[dict[str, Any], list[Any]]:
        page = asking.get(
            f"/v2/country/{country}/indicator/{indicator}",
            {"format": "json", "per_page": PER_PAGE, "page": number, "date": years_of(asking.query)},
        )
        answer = json_of(page, list, label=self.label)
        head = part(answer, 0, kind=dict, label=self.label)
        if "message" in head:
            said = words_of((part(head, "message", kind=list, label=self.label) or [{}])[0].get("value"))
            raise Trouble(Outcome.BAD_REQUEST, f"{self.label} did not understand the question: {said[:200]}")
        part(head, "page", kind=(int, str), label=self.label)
        rows = part(answer, 1, kind=(list, type(None)), label=self.label)
        if not rows:
            total = part(head, "total", kind=(int, str), label=self.label)
            if _whole(total) > (number - 1) * PER_PAGE:
                raise none_of_many(self.label, total)
        return head, rows or []

    def _hit(self, row: Any, head: dict[str, Any]) -> Found | None:
        try:
            indicator, country = row["indicator"], row["country"]
            value, year = row["value"], words_of(row["date"])
        except (LookupError, TypeError):
            raise Trouble(Outcome.MALFORMED, f"{self.label} sent a figure of an unknown form.") from None
        if value is None:
            return None
        updated = words_of(head.get("lastupdated"))
        named = f"{words_of(country.get('value'))}, {words_of(indicator.get('value'))}"
        return Found(
            passage=f"{named}, {year}: {figure(value)}.",
            title=named,
            url=f"https://data.worldbank.org/indicator/{words_of(indicator.get('id'))}"
            f"?locations={words_of(country.get('id'))}",
            publisher="World Bank",
            published={"value": updated, "precision": "day", "kind": "vintage"} if updated else {},
        )


def years_of(query: Query) -> str:
    """The years a claim names, with one on each side, as the service spells it; "" where it names none."""
    years = {
        int(day[:4])
        for time in find_times(claim_in(query), published_on=query.claimed_on)
        for day in (time["from"], time["to"])
        if day
    }
    return f"{min(years) - 1}:{max(years) + 1}" if years else ""


def figure(value: Any) -> str:
    """A figure as it came, thousands parted; nothing rounded."""
    if isinstance(value, (int, float)):
        return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"
    return words_of(value)


def country_in(statement: str, language: str) -> str:
    """The code of the first country a statement names, "" for none."""
    found = _countries(language[:2].lower())
    if found is None:
        return ""
    pattern, codes = found
    match = pattern.search(statement)
    return codes[match.group()] if match else ""


@lru_cache(maxsize=8)
def _countries(language: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return None
    codes = {
        name: code
        for code, name in territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in ("EU", "EZ", "UN")
    }
    if language == "en":
        codes |= {name: code for code, names in _SPOKEN.items() for name in names}
    longest_first = sorted(codes, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"), codes


def _whole(value: Any) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 1


PROVIDER = WorldBank()
