"""Everything a stranger can reach from the outside, followed link by link: nothing in it is of a draft, a comment, an
assignee, a note, the rest of an article, or another newsroom."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.inviting import invite
from claims.accounts.models import Membership, Role, User
from claims.annotation.deciding import dismiss
from claims.annotation.models import Suggestion
from claims.evidence.models import Candidate, CandidateDismissal, EvidenceRun
from claims.publishing import correcting, ordering
from claims.publishing.models import Publication
from claims.verdicts import commenting, reviewing, workflow, writing
from claims.verdicts.models import FactCheck
from tests import personas
from tests.publishing import desk
from tests.publishing.test_list_pages import about
from tests.verdicts import makers

ROOTS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/feed.xml",
    "/rss.xml",
    "/feed.json",
    "/embed.js",
    "/checks/?q=experts",
)
MACHINES = (
    "/api/v1/", "/api/v1/schema/", "/api/v1/fact-checks/", "/api/v1/claims/", "/healthz", "/readyz", "/metrics",
    "/v1alpha1/claims:search?query=experts", "/v1alpha1/pages?organization=harbor.example",
    "/$discovery/rest?version=v1alpha1",
)  # fmt: skip
"""Doors for programs, whatever they answer to somebody without a key."""
LINKS = re.compile(
    r"""(?:href|src|action)="([^"]+)"|"(https?://[^"\\\s]+|/[^"\\\s]*)"|>(https?://[^<\s]+)<"""
)
MOST = 1500


class Planted:
    """Words that nobody outside may ever read, each with where it stands."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def __call__(self, where: str) -> str:
        word = f"zq{len(self.words):02d}x{''.join(each for each in where.lower() if each.isalpha())}"
        self.words[word] = where
        return word

    def found_in(self, text: str) -> set[str]:
        low = text.casefold()
        return {where for word, where in self.words.items() if word in low}


def crawl(reader: Client, roots: tuple[str, ...], host: str) -> dict[str, str]:
    """Every address that can be reached, with all that was answered there: status, headers and body."""
    seen: dict[str, str] = {}
    waiting = list(roots)
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > MOST:
            continue
        answer = reader.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode("utf-8", "replace")
        headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
        seen[path] = f"{answer.status_code}\n{headers}\n\n{text}"
        found = [unescape(next(filter(None, groups), "")) for groups in LINKS.findall(text)]
        for link in [*found, answer.get("Location", ""), *re.findall(r"<([^>]+)>;", answer.get("Link", ""))]:
            parts = urlsplit(urljoin(f"http://{host}{path}", link))
            if link and parts.netloc == host and not parts.path.startswith(("/static/", "/assets/")):
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return seen


@pytest.fixture
def planted(ada: Actor, ben: Actor, eve: Actor, cleo: Actor) -> Planted:
    """Two newsrooms with public checks, and words of theirs in every place that is nobody else's business."""
    plant = Planted()
    harbor = ada.organisation
    said = f"{makers.SAID} And then {plant('the rest of the article')} came in."
    claim = about(ada, "Machines", claimant="Jo Doe")
    published = desk.publish(ada, ben, claim, headline="Most experts, not most people")
    desk.correct(
        published, ada, ben, kind="update", note="Figures came.", conclusion="It had figures after all."
    )

    # A correction of what is public, being written, with a comment and an assignee.
    case = FactCheck.objects.get(pk=published.fact_check_id)
    draft = correcting.begin(case, by=ada, kind="update", note=plant("the note of a correction to come"))
    names = ("headline", "conclusion", "explanation", "sources_exception")
    changes: dict[str, object] = {name: f"New: {plant(f'the draft of {name}')}" for name in names}
    writing.save(draft, by=ada, row_version=draft.row_version, changes=changes)
    reviewing.name_version(case, by=ada, name=plant("a named version"))
    commenting.comment(
        case, by=ben, field="conclusion", text=plant("a comment"), proposed=plant("proposed words")
    )
    revision = reviewing.send(case, by=ada)
    reviewing.send_back(case, by=ben, note=plant("what was asked for"))
    assert revision.pk
    someone = User.objects.create_user(f"{plant('an e-mail address')}@harbor.example", personas.PASSWORD)
    User.objects.filter(pk=someone.pk).update(name=f"Quentin {plant('an assignee')}")
    Membership.objects.create(user=someone, organisation=harbor, role=Role.REPORTER)
    FactCheck.objects.filter(pk=case.pk).update(assignee=someone)

    # Approved with a note, and public: the note stays inside.
    noted = makers.sent(ada, about(ada, "Harbours"), headline="The approved one")
    reviewing.sign_off(noted[0], by=ben, revision=noted[1], note=plant("the note of a sign-off"))
    desk.go_public(noted[0], ben)

    # Withdrawn after a correction: of its words none is left, its address's neither.
    fields = ("headline", "conclusion", "explanation")
    words = {name: f"It had {plant(f'the withdrawn {name}')}" for name in fields}
    gone = about(ada, plant("a withdrawn topic"), claimant=plant("who said what was withdrawn"))
    taken = desk.publish(ada, ben, gone, **words)
    note, later = plant("why what is withdrawn was corrected"), plant("the last withdrawn headline")
    desk.correct(taken, ada, ben, kind="update", note=note, headline=f"It had {later}")
    ordering.withdraw(taken, by=ben, reason="A court asked for it.")

    # A claim nobody has published, on a topic and by somebody nobody else has.
    hidden = about(ada, plant("a topic"), claimant=plant("a claimant"))
    makers.written(ada, hidden, headline=plant("an unpublished headline"))
    other = makers.claim(ada, plant("an open claim"), said=said, url="https://blog.example/hidden")
    version = other.appearances.get().version
    text = version.snapshot.text
    suggestion = Suggestion.objects.create(
        organisation=harbor, version=version, number=1, start=0, end=10, quote=text[:10],
        statement=plant("a suggestion"), kind="event", score=0.1, band="low", scorer="test",
    )  # fmt: skip
    dismiss(suggestion, by=ada, note=plant("why it was dismissed"))
    case = workflow.open_case(other, by=ada)
    workflow.decline(case, by=ben, note=plant("why a case was declined"))
    run = EvidenceRun.objects.create(
        organisation=harbor,
        claim=claim,
        statement="x",
        required=[],
        state="merged",
        deadline_at=timezone.now(),
        by=ada.user,
    )
    candidate = Candidate.objects.create(
        organisation=harbor, run=run, claim=claim, subject_uid=claim.uid, url="https://candidate.example/",
        title=plant("a candidate"), passage=plant("its passage"), passage_sha256="x", stance="context",
    )  # fmt: skip
    CandidateDismissal.objects.create(
        organisation=harbor,
        candidate=candidate,
        by=ada.user,
        at=timezone.now(),
        note=plant("why it was set aside"),
    )
    invite(by=eve, email=f"{plant('an invitation')}@harbor.example", role=Role.REPORTER)

    # The other newsroom, public on its own host and writing besides.
    dana = personas.person(cleo.organisation, "Dana", Role.REPORTER)
    foreign = about(dana, plant("its topic"), claimant=plant("its claimant"))
    desk.publish(
        dana, cleo, foreign, headline=f"Elsewhere: {plant('another newsroom')}", conclusion=plant("its words")
    )
    plant.words["nobody asked the machines"] = "the rest of the article"
    plant.words["it was a long report"] = "the rest of a source"
    return plant


def test_nothing_inside_can_be_reached_from_outside(planted: Planted, northgate: object) -> None:
    taken = Publication.objects.get(state="withdrawn").fact_check.claim.uid
    frames = (f"/embed/claim/{taken}/", f"/embed/claim/{taken}/v/1/", f"/checks/{taken}/cite.json")
    seen = crawl(desk.reader(), (*ROOTS, *MACHINES, *frames), "harbor.example")
    assert [seen[path][:3] for path in frames] == ["410"] * 3
    leaks = {path: planted.found_in(text) for path, text in seen.items()}
    assert not {path: where for path, where in leaks.items() if where}
    assert len(seen) < MOST, "the crawl came to no end"

    uids = Publication.objects.values_list("fact_check__claim__uid", "organisation__slug")
    for uid, slug in uids:
        reached = [path for path in seen if uid in path]
        assert bool(reached) is (slug == "harbor"), (uid, slug, reached)
    kinds = (
        "/topics/", "/claimants/", "/ratings/", "/articles/", "/v/1/", "/compare/", "check.json", "/embed/claim/",
        "/oembed", "/sitemap/", "/share/", "rss.xml",
    )  # fmt: skip
    for kind in kinds:
        assert [path for path, text in seen.items() if kind in path and text.startswith("200")], kind
    public = [text for path, text in seen.items() if path.startswith("/checks/most-experts")]
    pages = [text for text in public if text.startswith("200") and "</html>" in text]
    assert pages and all("Most experts" in text for text in pages)
    broken = [path for path, text in seen.items() if text.startswith(("404", "5")) and path not in MACHINES]
    assert not broken, broken
    planted.words["most experts, not most people"] = "a headline that is public"
    assert sum(bool(planted.found_in(text)) for text in seen.values()) > 3, "the crawl would find a leak"
    del planted.words["most experts, not most people"]

    reader = desk.reader()
    for word in list(planted.words)[::4]:
        for query in ("q", "topic", "claimant"):
            page = reader.get("/checks/", {query: word}).content.decode()
            assert "No published check fits" in page, (query, word)
