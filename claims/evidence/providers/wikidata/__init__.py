"""Wikidata: what is stated of the first person or thing a claim names, with the references given there."""

from __future__ import annotations

from typing import Any

from claims.annotation.names import find_names
from claims.evidence.fusing import AT_LARGE
from claims.evidence.pace import Pace
from claims.evidence.providers.asking import (
    Asking,
    HttpProvider,
    Trouble,
    address_of,
    answered,
    json_of,
    none_of_many,
    part,
    words_of,
)
from claims.evidence.providers.base import Found, Reply, claim_in
from claims.evidence.providers.reading import shortened
from claims.evidence.providers.wikidata.statements import date_of, named_in, spelt_out
from claims.evidence.providers.wikipedia import mediawiki_trouble
from claims.intake.models import Outcome
from claims.lib.http import Page
from claims.matching.ranking import Ranker

PER_PAGE = 7
MOST_STATEMENTS = 20
MOST_NAMES = 50
LONGEST_NAME = 100


class Wikidata(HttpProvider):
    """Looks up the name, reads its statements, and puts those first that share most with the claim."""

    name = "wikidata"
    label = "Wikidata"
    weight = AT_LARGE
    home = "https://www.wikidata.org"
    service = "wikimedia"
    needs_contact = True
    pace = Pace(calls=120, seconds=60, at_once=1, rest=60, bare_wait=30)

    def ask(self, asking: Asking) -> Reply:
        language = asking.query.language[:2].lower() or "en"
        answer = self._api(
            asking,
            action="wbsearchentities", search=self._name(asking), language=language, uselang=language,
            type="item", limit=PER_PAGE, **{"continue": (asking.query.page - 1) * PER_PAGE},
        )  # fmt: skip
        items = [words_of(each.get("id")) for each in part(answer, "search", kind=list, label=self.label)]
        if not items:
            if answer.get("success", 1) != 1:
                raise Trouble(Outcome.UNAVAILABLE, f"{self.label} says that it did not succeed.")
            if "search-continue" in answer:
                raise none_of_many(self.label)
            return Reply(Outcome.EMPTY)
        entities = self._entities(asking, items, language, props="labels|descriptions|claims")
        if not any("claims" in each for each in entities.values()):
            raise Trouble(
                Outcome.MALFORMED, f"{self.label} knows the name, and sent nothing that is stated of it."
            )
        told = [
            (item, entities[item], statement)
            for item in items
            if item in entities
            for statement in _of(entities[item])
        ]
        names = {name for _, _, statement in told for name in named_in(statement)}
        labels = self._labels(asking, sorted(names), language)
        hits = [self._hit(item, entity, statement, labels, language) for item, entity, statement in told]
        return answered(self._best(hits, asking), more="search-continue" in answer)

    def _name(self, asking: Asking) -> str:
        names = find_names(asking.query.text)
        return names[0].text if names else shortened(asking.query.text, characters=LONGEST_NAME)

    def _api(self, asking: Asking, **params: Any) -> dict[str, Any]:
        page = asking.get("/w/api.php", {**params, "format": "json", "maxlag": 5})
        answer: dict[str, Any] = json_of(page, dict, label=self.label)
        return answer

    def _entities(self, asking: Asking, ids: list[str], language: str, *, props: str) -> dict[str, Any]:
        answer = self._api(
            asking, action="wbgetentities", ids="|".join(ids), props=props, languages=f"{language}|en"
        )
        found: dict[str, Any] = part(answer, "entities", kind=dict, label=self.label)
        return {key: entity for key, entity in found.items() if "missing" not in entity}

    def _labels(self, asking: Asking, ids: list[str], language: str) -> dict[str, str]:
        """What the properties, values and units are called; a name nobody can look up stands for itself."""
        if not ids:
            return {}
        entities = self._entities(asking, ids[:MOST_NAMES], language, props="labels")
        return {key: label_of(entity, language) for key, entity in entities.items()}

    def _hit(
        self,
        item: str,
        entity: dict[str, Any],
        statement: dict[str, Any],
        labels: dict[str, str],
        language: str,
    ) -> Found:
        title = label_of(entity, language) or item
        reference, published = _reference(statement)
        prop = words_of(statement["mainsnak"].get("property"))
        return Found(
            passage=spelt_out(title, statement, labels),
            title=f"{title} ({labels.get(prop, prop)})",
            url=reference or f"{self.home}/wiki/{item}",
            publisher="" if reference else "Wikidata",
            published=published,
        )

    def _best(self, hits: list[Found], asking: Asking) -> list[Found]:
        options = ({"id": place, "text": hit.passage} for place, hit in enumerate(hits))
        order = [place for place, _ in Ranker(options).rank(claim_in(asking.query), top=MOST_STATEMENTS)]
        order += [place for place in range(len(hits)) if place not in set(order)]
        return [hits[place] for place in order[: min(MOST_STATEMENTS, asking.query.limit)]]

    def trouble_in(self, page: Page) -> Trouble | None:
        return mediawiki_trouble(page, self.label)


def label_of(entity: dict[str, Any], language: str) -> str:
    """What an entity is called, in this language or else in English."""
    labels = entity.get("labels") or {}
    for each in (language, "en"):
        if each in labels:
            return words_of(labels[each].get("value"))
    return ""


def _of(entity: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements of an entity that say something in words; identifiers elsewhere and files don't."""
    claims = entity.get("claims")
    if not isinstance(claims, dict):
        return []
    return [
        statement
        for statements in claims.values()
        for statement in statements
        if statement.get("rank") != "deprecated"
        and statement.get("mainsnak", {}).get("datatype")
        not in ("external-id", "commonsMedia", "url", "globe-coordinate")
    ]


def _reference(statement: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """The first address given as a reference, and the day that is published according to it."""
    for reference in statement.get("references") or []:
        snaks = reference.get("snaks") or {}
        for snak in snaks.get("P854", []):
            address = address_of((snak.get("datavalue") or {}).get("value"))
            if address:
                return address, date_of(snaks.get("P577", []))
    return "", {}


PROVIDER = Wikidata()
