"""Which documents on a claim are one origin: copies of one text count once, however many printed it.

Documents are told apart by their canonical address. Two seem to be of one origin when their kept copies hold the same
text (by hash) or mostly the same (by print). That is proposed anew at every look; what a person decided is stored and
goes before it: no later proposal joins what somebody split, or parts what somebody merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from claims.annotation.models import Claim, Suggestion
from claims.evidence.models import BY_RANK, Candidate, Evidence, OriginDecision, OriginKind
from claims.evidence.prints import prints_of
from claims.evidence.reprints import Print, compared
from claims.intake.models import Snapshot, Source, SourceKind
from claims.lib.hashing import sha256_text
from claims.lib.urls import page_key


@dataclass
class Document:
    """One document that evidence or candidates on a claim come from. `keys` are what it is known by: its source, and
    the addresses of its copies."""

    keys: set[str]
    title: str
    publisher: str = ""
    url: str = ""
    published: dict[str, Any] = field(default_factory=dict)
    kind: str = ""
    sources: dict[str, Source] = field(default_factory=dict)
    copies: dict[int, str] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    why: str = ""
    """Why it is with the others of its origin; empty for one that stands alone."""

    @property
    def id(self) -> str:
        """Its source's uid; before a copy was kept, twelve letters made of its address."""
        return next(iter(self.sources), "") or sha256_text(min(self.keys))[:12]

    @property
    def is_known(self) -> bool:
        """Whether there is a copy to compare it by."""
        return bool(self.copies)

    def is_called(self, name: str) -> bool:
        return name == self.id or name in self.sources

    def add(self, row: Evidence | Candidate) -> None:
        """One more passage of it."""
        if isinstance(row, Evidence):
            self.evidence.append(row)
        else:
            self.candidates.append(row)


@dataclass
class Origin:
    """Documents that are one origin, the one to name it by first. `n` counts the origins of a claim, cited first."""

    n: int
    members: list[Document]

    @property
    def lead(self) -> Document:
        return self.members[0]

    @property
    def evidence(self) -> list[Evidence]:
        return [each for member in self.members for each in member.evidence]

    @property
    def candidates(self) -> list[Candidate]:
        return [each for member in self.members for each in member.candidates]

    @property
    def others(self) -> int:
        return len(self.members) - 1


@dataclass(frozen=True)
class Pair:
    """Two documents (by their places) that seem to be one origin, how surely, and why in words."""

    one: int
    other: int
    weight: float
    words: str


def origins_of(
    *,
    claim: Claim | None = None,
    suggestion: Suggestion | None = None,
    evidence: Sequence[Evidence] | None = None,
    candidates: Sequence[Candidate] | None = None,
) -> list[Origin]:
    """The origins of what is known on a claim (or found for a suggestion), evidence first. `evidence` and
    `candidates`, where they were read already, must be all there are; each is told its `origin` and `document`."""
    if evidence is None:
        evidence = list(evidence_on(claim)) if claim is not None else []
    if candidates is None:
        candidates = list(candidates_on(claim, suggestion))
    documents = _in_order(evidence, candidates)
    decisions = list(claim.origin_decisions.select_related("by")) if claim is not None else []
    return _origins(documents, _pairs(documents, _prints(documents)), decisions)


def origins_of_each(
    claims: Sequence[Claim], *, evidence: Mapping[int, Sequence[Evidence]]
) -> dict[int, list[Origin]]:
    """The origins of each of these claims, by its key; `evidence` is all there is on each. It asks as much of the
    database for many claims as for one."""
    of_suggestion = {each.suggestion_id: each.pk for each in claims if each.suggestion_id}
    proposed: dict[int, dict[int, Candidate]] = defaultdict(dict)
    for row in _without_texts(Q(claim__in=claims) | Q(suggestion__in=list(of_suggestion))):
        for pk in {row.claim_id, of_suggestion.get(row.suggestion_id or 0)}:
            if pk is not None:
                proposed[pk][row.pk] = row
    decisions: dict[int, list[OriginDecision]] = defaultdict(list)
    for decision in OriginDecision.objects.filter(claim__in=claims).select_related("by"):
        decisions[decision.claim_id].append(decision)
    documents = {each.pk: _in_order(evidence[each.pk], list(proposed[each.pk].values())) for each in claims}
    prints = _prints(*documents.values())
    return {pk: _origins(rows, _pairs(rows, prints), decisions[pk]) for pk, rows in documents.items()}


def _in_order(evidence: Sequence[Evidence], candidates: Sequence[Candidate]) -> list[Document]:
    proposed = [each for each in candidates if not each.is_lead]
    return _documents(
        [
            *sorted(evidence, key=lambda each: (each.at, each.pk)),
            *sorted(proposed, key=lambda each: (not each.rank, each.rank, each.pk)),
        ]
    )


def evidence_on(*claims: Claim) -> QuerySet[Evidence]:
    """The evidence on these claims in the order it was added, without the whole texts it stands in."""
    rows = Evidence.objects.filter(claim__in=claims).select_related("snapshot__source", "by", "candidate")
    return rows.defer(*WHOLE_TEXTS).order_by("at", "pk")


def candidates_on(claim: Claim | None, suggestion: Suggestion | None = None) -> QuerySet[Candidate]:
    """What was proposed for a claim (or the suggestion it came from), best first, without whole texts."""
    about = Q(suggestion=suggestion)
    if claim is not None:
        about = Q(claim=claim) | Q(suggestion_id=claim.suggestion_id, suggestion__isnull=False)
    return _without_texts(about)


def _without_texts(about: Q) -> QuerySet[Candidate]:
    rows = Candidate.objects.filter(about).select_related("snapshot__source")
    return rows.defer(*WHOLE_TEXTS).order_by(*BY_RANK)


WHOLE_TEXTS = ("snapshot__text", "snapshot__blocks", "snapshot__headers")


def _documents(rows: Iterable[Evidence | Candidate]) -> list[Document]:
    """The documents these stand in, in order; rows that share a key are of one document."""
    documents: list[Document] = []
    by_key: dict[str, Document] = {}
    for row in rows:
        keys = _keys(row)
        known = list({id(by_key[key]): by_key[key] for key in keys if key in by_key}.values())
        document = known[0] if known else _document(row)
        if not known:
            documents.append(document)
        for other in known[1:]:
            _swallow(document, other)
            documents.remove(other)
        document.keys |= keys
        by_key |= dict.fromkeys(document.keys, document)
        document.add(row)
        if row.snapshot is not None:
            document.copies[row.snapshot.pk] = row.snapshot.text_sha256
            document.sources.setdefault(row.snapshot.source.uid, row.snapshot.source)
    return documents


def _keys(row: Evidence | Candidate) -> set[str]:
    copy: Snapshot | None = row.snapshot
    addresses = [] if isinstance(row, Evidence) else [row.url]
    keys = set()
    if copy is not None:
        addresses += [copy.source.canonical_url, copy.final_url]
        keys.add(f"source:{copy.source.uid}")
    keys |= {key for address in addresses if (key := page_key(address))}
    return keys or {f"candidate:{row.uid}"}


def _document(row: Evidence | Candidate) -> Document:
    if row.snapshot is not None:
        source = row.snapshot.source
        url = source.canonical_url or row.snapshot.final_url
        return Document(set(), source.title, source.publisher, url, source.published, source.kind)
    assert isinstance(row, Candidate)
    return Document(set(), row.title, url=row.url, published=row.published)


def _swallow(document: Document, other: Document) -> None:
    """Two that turn out to be one."""
    document.keys |= other.keys
    document.sources |= other.sources
    document.copies |= other.copies
    document.evidence += other.evidence
    document.candidates += other.candidates


def _prints(*lists: Sequence[Document]) -> dict[int, Print]:
    """The prints of all copies that may have to be compared: of those that don't stand alone."""
    copies = [copy for documents in lists if len(documents) > 1 for each in documents for copy in each.copies]
    return prints_of(copies) if copies else {}


def _pairs(documents: Sequence[Document], known: Mapping[int, Print]) -> list[Pair]:
    """What the copies say, surest first."""
    owners = {copy: place for place, each in enumerate(documents) for copy in each.copies}
    hashes = {copy: sha256 for each in documents for copy, sha256 in each.copies.items()}
    found: dict[tuple[int, int], Pair] = {}

    def propose(one: int, other: int, weight: float, words: str) -> None:
        first, second = sorted((owners[one], owners[other]))
        if first != second and ((first, second) not in found or found[first, second].weight < weight):
            found[first, second] = Pair(first, second, weight, words)

    by_hash: dict[str, int] = {}
    for copy, sha256 in hashes.items():
        propose(by_hash.setdefault(sha256, copy), copy, 2.0, "the same text, letter for letter")
    prints = {copy: each for copy, each in known.items() if copy in owners} if len(documents) > 1 else {}
    copies = list(prints)
    for one, other, alike in compared(list(prints.values())):
        if alike.is_copy:
            words = f"{alike.of_shorter:.0%} of the shorter text stands in the other"
            propose(copies[one], copies[other], alike.of_shorter, words)
    return sorted(found.values(), key=lambda pair: (-pair.weight, pair.one, pair.other))


def _origins(
    documents: Sequence[Document], pairs: Sequence[Pair], decisions: Sequence[OriginDecision]
) -> list[Origin]:
    said = _said(documents, decisions)
    apart = {places for places, decision in said.items() if decision.kind == OriginKind.SPLIT}
    together = [
        Pair(*places, 3.0, f"{decision.by.name}: {decision.note}")
        for places, decision in reversed(said.items())
        if decision.kind == OriginKind.MERGED
    ]
    groups = {place: [place] for place in range(len(documents))}
    for pair in (*together, *pairs):
        one, other = groups[pair.one], groups[pair.other]
        if one is other or any(tuple(sorted((a, b))) in apart for a in one for b in other):
            continue
        one += other
        groups |= dict.fromkeys(other, one)
    made = list({id(group): group for group in groups.values()}.values())
    made.sort(key=lambda group: (not any(documents[place].evidence for place in group), min(group)))
    for pair in reversed((*together, *pairs)):
        if groups[pair.one] is groups[pair.other]:
            documents[pair.one].why = documents[pair.other].why = pair.words
    origins = [Origin(n, _led(documents, group)) for n, group in enumerate(made, start=1)]
    for origin in origins:
        for document in origin.members:
            rows: list[Any] = [*document.evidence, *document.candidates]
            for row in rows:
                row.origin, row.document = origin, document
    return origins


def _said(
    documents: Sequence[Document], decisions: Sequence[OriginDecision]
) -> dict[tuple[int, int], OriginDecision]:
    """The newest word about every two documents, in the order it was given."""
    said: dict[tuple[int, int], OriginDecision] = {}
    for decision in decisions:
        sides = [
            [place for place, each in enumerate(documents) if not each.keys.isdisjoint(keys)]
            for keys in (decision.one, decision.other)
        ]
        for one in sides[0]:
            for other in sides[1]:
                if one != other:
                    places = (min(one, other), max(one, other))
                    said.pop(places, None)
                    said[places] = decision
    return said


def _led(documents: Sequence[Document], group: Sequence[int]) -> list[Document]:
    """The members, the primary source or the earliest first."""

    def order(place: int) -> tuple[bool, str, int]:
        each = documents[place]
        return (each.kind != SourceKind.PRIMARY, str(each.published.get("value") or "9"), place)

    return [documents[place] for place in sorted(group, key=order)]
