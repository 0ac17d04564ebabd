"""Cleo runs the Northgate Wire. Nothing of The Harbor's is there for her, by any address and any means.

Every address has a row in a table below (those of the API in `test_stranger_programs.py`); a new one without a row
fails. A row names what the address is about. For a stranger each such thing is 404, for somebody not signed in every
page asks to sign in, and no try changes a row of The Harbor's. What she does with her own things takes no reference to
another newsroom's. Readers get each newsroom's pages on its own host only.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from claims.accounts.permissions import Permission, allows, has_right, visible
from claims.publishing.filing import key_of
from claims.publishing.models import Publication, PublicFile
from claims.publishing.requesting import secret_of
from tests.contracts.addresses import Address, addresses
from tests.contracts.houses import HARBOR_TOWN, TwoHouses, at_desk, told
from tests.factories import House, request_form

WRITES = ("post", "put", "delete")

LISTS = """
desk/ desk/running/ desk/articles/ desk/queue/ desk/claims/ desk/sources/ desk/jobs/
desk/settings/ desk/settings/people/ desk/settings/keys/ desk/settings/newsroom/ desk/settings/keyboard/
desk/recent/ desk/undo/ desk/redo/ desk/find/
desk/settings/working/ desk/settings/providers/ desk/settings/webhooks/ desk/requests/
desk/settings/exchange/ desk/settings/exchange/export/ desk/settings/lists/
""".split()
"""Pages of the newsroom one is in: a stranger has her own, without a word of anybody else's."""

ACTS = """
desk/articles/paste/ desk/articles/upload/ desk/articles/address/ desk/articles/sample/ desk/theme/
desk/sources/add/address/ desk/sources/add/upload/ desk/sources/add/paste/
desk/settings/people/invite/ desk/settings/keys/new/ desk/settings/providers/change/ desk/settings/webhooks/add/
desk/settings/exchange/import/ desk/settings/lists/add/
""".split()
"""Things one makes in the newsroom one is in."""

LIVE = {
    "desk/stream": "topics",
    "desk/stream/poll": "topics",
    "desk/presence/": "object",
}
"""What is told live, with the name in which a thing is asked for (tests/desk/live has what is told)."""

ABOUT = {
    "article": """
        desk/articles/<slug:uid>/ desk/articles/<slug:uid>/arriving/ desk/articles/<slug:uid>/mark/
        desk/articles/<slug:uid>/accept-high/ desk/articles/<slug:uid>/versions/paste/
        desk/articles/<slug:uid>/versions/upload/ desk/articles/<slug:uid>/versions/fetch/
        desk/articles/<slug:uid>/assign/ desk/articles/<slug:uid>/archive/ desk/articles/<slug:uid>/restore/
        desk/articles/<slug:uid>/compare/<int:a>..<int:b>/ desk/articles/<slug:uid>/place-again/
    """,
    "appearance": """
        desk/appearances/<slug:uid>/place/ desk/appearances/<slug:uid>/leave-out/ desk/appearances/<slug:uid>/respan/
    """,
    "suggestion": """
        desk/suggestions/<slug:uid>/accept/ desk/suggestions/<slug:uid>/dismiss/
        desk/suggestions/<slug:uid>/arrived/ desk/suggestions/<slug:uid>/move/
    """,
    "dismissed": "desk/suggestions/<slug:uid>/undo/",
    "claim": """
        desk/claims/<slug:uid>/ desk/claims/<slug:uid>/edit/ desk/claims/<slug:uid>/split/
        desk/claims/<slug:uid>/cover/ desk/claims/<slug:uid>/uncover/ desk/claims/<slug:uid>/remove/
        desk/claims/<slug:uid>/restore/ desk/claims/<slug:uid>/providers/
        desk/claims/<slug:uid>/captures/<slug:capture>/ desk/claims/<slug:uid>/search/
        desk/claims/<slug:uid>/sources/address/ desk/claims/<slug:uid>/sources/upload/
        desk/claims/<slug:uid>/sources/paste/ desk/claims/<slug:uid>/quote/ desk/claims/<slug:uid>/sources/archive/
        desk/claims/<slug:uid>/verdict/start/ desk/claims/<slug:uid>/verdict/save/
        desk/claims/<slug:uid>/verdict/autosave/ desk/claims/<slug:uid>/verdict/cite/
        desk/claims/<slug:uid>/verdict/uncite/ desk/claims/<slug:uid>/verdict/send/
        desk/claims/<slug:uid>/verdict/name/ desk/claims/<slug:uid>/decline/ desk/claims/<slug:uid>/reopen/
        desk/claims/<slug:uid>/assign/ desk/claims/<slug:uid>/snooze/
        desk/claims/<slug:uid>/undo-removal/ desk/claims/<slug:uid>/arrived/
        desk/claims/<slug:uid>/verdict/preview/ desk/claims/<slug:uid>/verdict/compare/
        desk/claims/<slug:uid>/comments/ desk/claims/<slug:uid>/origins/split/ desk/claims/<slug:uid>/origins/merge/
        desk/claims/<slug:uid>/move/
    """,
    "second_claim": """
        desk/claims/<slug:uid>/verdict/take-back/ desk/claims/<slug:uid>/verdict/send-back/
        desk/claims/<slug:uid>/verdict/approve/ desk/claims/<slug:uid>/verdict/compare/<int:a>..<int:b>/
    """,
    "public_claim": """
        desk/claims/<slug:uid>/publish/ desk/claims/<slug:uid>/publish/stop/ desk/claims/<slug:uid>/publish/order/
        desk/claims/<slug:uid>/correct/ desk/claims/<slug:uid>/correct/give-up/ desk/claims/<slug:uid>/withdraw/
        desk/claims/<slug:uid>/embed/ desk/claims/<slug:uid>/embed/frame/
    """,
    "forecast": """
        desk/claims/<slug:uid>/checkpoints/ desk/claims/<slug:uid>/resolve/ desk/claims/<slug:uid>/resolve/undo/
    """,
    "checkpoint": "desk/checkpoints/<slug:uid>/settle/",
    "match": "desk/matches/<slug:uid>/decide/ desk/matches/<slug:uid>/undo/",
    "run": "desk/runs/<slug:uid>/cancel/ desk/runs/<slug:uid>/pause/ desk/runs/<slug:uid>/resume/",
    "call": "desk/calls/<slug:uid>/retry/",
    "candidate": """
        desk/candidates/<slug:uid>/keep/ desk/candidates/<slug:uid>/set-aside/ desk/candidates/<slug:uid>/bring-back/
    """,
    "evidence": """
        desk/evidence/<slug:uid>/stance/ desk/evidence/<slug:uid>/edit/ desk/evidence/<slug:uid>/remove/
    """,
    "revision": "desk/revisions/<slug:uid>/restore/",
    "origin_decision": "desk/origin-decisions/<slug:uid>/undo/",
    "comment": """
        desk/comments/<slug:uid>/accept/ desk/comments/<slug:uid>/resolve/ desk/comments/<slug:uid>/reopen/
    """,
    "source": """
        desk/sources/<slug:uid>/ desk/sources/<slug:uid>/edit/ desk/sources/<slug:uid>/copy/
        desk/sources/<slug:uid>/archive/
    """,
    "request": """
        desk/requests/<slug:uid>/ desk/requests/<slug:uid>/assign/ desk/requests/<slug:uid>/answer/
        desk/requests/<slug:uid>/reopen/ desk/requests/<slug:uid>/forget/
    """,
    "source_note": "desk/source-notes/<slug:uid>/settle/",
    "snapshot": """
        desk/snapshots/<slug:uid>/ desk/snapshots/<slug:uid>/witness/ desk/snapshots/<slug:uid>/warc/
        desk/snapshots/<slug:uid>/pages/ desk/snapshots/<slug:uid>/page.png
    """,
    "job": "desk/jobs/<int:pk>/again/ desk/jobs/<int:pk>/stop/",
    "membership": "desk/settings/people/<str:uid>/role/ desk/settings/people/<str:uid>/deactivate/",
    "invitation": "desk/settings/people/invitations/<str:uid>/revoke/",
    "token": "desk/settings/keys/<str:uid>/revoke/",
    "webhook": """
        desk/settings/webhooks/<slug:uid>/ desk/settings/webhooks/<slug:uid>/change/
        desk/settings/webhooks/<slug:uid>/switch/ desk/settings/webhooks/<slug:uid>/secret/
        desk/settings/webhooks/<slug:uid>/secret/end-old/ desk/settings/webhooks/<slug:uid>/try/
        desk/settings/webhooks/<slug:uid>/remove/
    """,
    "file_import": """
        desk/settings/imports/<slug:uid>/ desk/settings/imports/<slug:uid>/carry-out/
        desk/settings/imports/<slug:uid>/undo/
    """,
    "source_list": """
        desk/settings/lists/<slug:uid>/ desk/settings/lists/<slug:uid>/import/ desk/settings/lists/<slug:uid>/use/
        desk/settings/lists/<slug:uid>/edit/ desk/settings/lists/<slug:uid>/file/
    """,
    "delivery": "desk/settings/deliveries/<slug:uid>/replay/",
}
"""Addresses of one thing each."""

DOORS = """
accounts/login/ accounts/logout/ accounts/signup/ accounts/inactive/ accounts/newsroom/
accounts/password/change/ accounts/password/set/ accounts/password/reset/ accounts/password/reset/done/
accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/ accounts/password/reset/key/done/
accounts/invitation/<str:secret>/
""".split()
"""The way in, for everybody: nothing of a newsroom's can be asked for there (tests/accounts has each)."""

PUBLIC_PAGES = {
    "public-home": "/",
    "public-checks": "/checks/ /checks/?q=Quillhaven /checks/?page=2",
    "public-articles": "/articles/ /articles/?page=2",
    "public-topics": "/topics/ /topics/?page=2",
    "public-claimants": "/claimants/ /claimants/?page=2",
    "public-ratings": "/ratings/",
    "public-how-we-work": "/how-we-work/",
    "public-corrections": "/corrections/ /corrections/?page=2",
    "public-corrections-feed": "/corrections/feed.xml",
    "public-request": "/corrections/request/",
    "public-requests": "/corrections/requests/",
    "public-atom": "/feed.xml",
    "public-rss": "/rss.xml",
    "public-json-feed": "/feed.json",
    "public-data-feed": "/claimreview.json",
    "public-data-lines": "/claimreview.jsonl",
    "public-sitemap": "/sitemap.xml",
    "public-sitemap-part": "/sitemap/pages.xml",
    "public-news-map": "/sitemap/news.xml",
    "public-rating": "/ratings/mostly-false/",
    "public-robots": "/robots.txt",
    "public-embed-script": "/embed.js",
    "public-embedding-checks": "/checks/embed/ /checks/embed/?q=Quillhaven",
    "public-embed-checks": "/embed/checks/ /embed/checks/?q=Quillhaven",
    "google-search": """
        /v1alpha1/claims:search?reviewPublisherSiteFilter=wire.example /v1alpha1/claims:search?query=Quillhaven
    """,
    "google-pages": "/v1alpha1/pages?organization=wire.example",
    "google-discovery": "/$discovery/rest /discovery/v1/apis/factchecktools/v1alpha1/rest",
    "healthz": "/healthz",
    "readyz": "/readyz",
}
"""What every newsroom has on its own host, without a word of another's."""

PUBLIC_THINGS = {
    "public-check": """
        /checks/{slug}-{claim}/ /checks/{claim}/ /checks/x-{claim}/ /checks/{slug}-{claim}/v/1/
        /checks/{slug}-{claim}/v/2/ /checks/{slug}-{claim}/check.json
    """,
    "public-check-part": """
        /checks/{slug}-{claim}/method.json /checks/{slug}-{claim}/v/1/check.json /checks/{slug}-{claim}/cite.bib
        /checks/{slug}-{claim}/v/1/method.json /checks/{slug}-{claim}/v/1/cite.json
    """,
    "public-timegate": "/checks/{slug}-{claim}/timegate/",
    "public-timemap": "/checks/{slug}-{claim}/timemap/",
    "public-compare": "/checks/{slug}-{claim}/compare/1..2/",
    "public-article": "/articles/x-{article}/ /articles/{article}/",
    "public-topic": "/topics/x-{topic}/ /topics/{topic}/",
    "public-claimant": "/claimants/x-{claimant}/ /claimants/{claimant}/",
    "public-list-feed": """
        /topics/{topic}/feed.xml /topics/{topic}/rss.xml /claimants/{claimant}/feed.json /claimants/{claimant}/feed.xml
    """,
    "public-share": "{share}",
    "public-embed": "/embed/claim/{claim}/ /embed/claim/{claim}/v/1/",
    "public-embedding": "/checks/{slug}-{claim}/embed/ /checks/{claim}/embed/ /checks/{slug}-{claim}/embed/?shape=list",
    "public-embedding-article": "/articles/x-{article}/embed/",
    "public-embed-article": "/embed/article/{article}/",
    "public-oembed": """
        /oembed?url=http://{host}/checks/{slug}-{claim}/ /oembed?url=http://{host}/checks/{claim}/
        /oembed?url=http://{host}/articles/x-{article}/
    """,
    "google-page": "/v1alpha1/pages/{claim}",
}
"""Published things, on their newsroom's host only."""

WITH_A_SECRET = {"public-request-status"}
"""For the reader who wrote it, by its number and secret, on the newsroom's own host."""

FOR_OPERATORS = {"metrics"}
"""With the operator's token only (tests/ops/test_metrics.py): figures of the installation, no newsroom's words."""

NOT_OFFERED = {"google-image-search", "google-nothing"}
"""Answers 501 and 404 to everybody (tests/api/test_fact_check_tools.py)."""

INSIDE = ("desk/", "accounts/", "api/")

ROWS = {route: name for name, routes in ABOUT.items() for route in routes.split()}


def desk_addresses() -> list[Address]:
    return list(addresses("desk/", "accounts/"))


class TestAStranger(TwoHouses):
    """At the desk, in her browser."""

    __test__ = True

    def setUp(self) -> None:
        super().setUp()
        self.browser = at_desk(self.cleo)

    def test_every_address_has_a_row_and_every_row_an_address(self) -> None:
        known = [*LISTS, *ACTS, *LIVE, *DOORS, *ROWS]
        assert len(known) == len(set(known))
        assert {each.route for each in desk_addresses()} == set(known)

    def test_a_stranger_finds_nothing_of_another_newsroom(self) -> None:
        for address in desk_addresses():
            if address.route not in ROWS:
                continue
            path = address.path(values(address, self.harbor))
            answers = {
                "get": self.browser.get(path),
                **{each: getattr(self.browser, each)(path, {}) for each in WRITES},
            }
            answers["post filled"] = self.browser.post(path, references(self.harbor))
            statuses = {how: answer.status_code for how, answer in answers.items()}
            if not set(statuses.values()) <= {404, 405} or statuses["post filled"] == statuses["get"] == 405:
                self.faults.append((path, statuses))
            self.faults += [
                (path, how, word)
                for how, answer in answers.items()
                for word in told(answer, self.harbor, path)
            ]

    def test_the_same_addresses_are_there_for_somebody_of_the_newsroom(self) -> None:
        """Otherwise a 404 for the stranger would prove nothing."""
        eve = at_desk(self.harbor.admin)
        for address in desk_addresses():
            if address.route in DOORS:
                continue
            path = address.path(values(address, self.harbor))
            with transaction.atomic():
                status = eve.get(path).status_code
                if status == 405:
                    status = eve.post(path, {}).status_code
                transaction.set_rollback(True)
            if status == 404 or status >= 500:
                self.faults.append((path, status))

    def test_a_stranger_s_lists_are_without_another_newsroom_s_things(self) -> None:
        for path in LISTS:
            for query in ("", "?q=Quillhaven", "?state=open&view=list"):
                answer = self.browser.get(f"/{path}{query}", follow=True)
                self.faults += [
                    (path, word) for word in told(answer, self.harbor, HARBOR_TOWN if query else "")
                ]
                if answer.status_code != 200:
                    self.faults.append((path, answer.status_code))

    def test_a_stranger_s_own_things_take_no_reference_to_another_newsroom_s(self) -> None:
        sent = references(self.harbor)
        for address in desk_addresses():
            if address.route in ROWS:
                path = address.path(values(address, self.wire))
            elif address.route in ACTS:
                path = f"/{address.route}"
            else:
                continue
            answer = self.browser.post(path, sent)
            if answer.status_code >= 500:
                self.faults.append((path, answer.status_code))
            self.faults += [(path, word) for word in told(answer, self.harbor, json.dumps(sent))]

    def test_a_stranger_is_told_nothing_live(self) -> None:
        eve = at_desk(self.harbor.admin)
        for route, name in LIVE.items():
            for thing in ("claim", "article"):
                path = f"/{route}?{name}={thing}:{self.harbor.uid(thing)}"
                if eve.get(path).status_code != 200 or self.browser.get(path).status_code != 404:
                    self.faults.append(path)
        sent = {"object": f"claim:{self.harbor.uid('claim')}", "tab": "t"}
        assert self.browser.post("/desk/presence/", sent).status_code == 404

    def test_a_mixed_address_is_not_there(self) -> None:
        """Her own claim with another newsroom's capture."""
        path = f"/desk/claims/{self.wire.uid('claim')}/captures/{self.harbor.uid('capture')}/"
        assert self.browser.get(path).status_code == 404

    def test_somebody_not_signed_in_is_asked_to_sign_in_everywhere(self) -> None:
        for address in desk_addresses():
            if address.route in DOORS:
                continue
            path = address.path(values(address, self.harbor))
            for how in ("get", *WRITES):
                answer = getattr(self.client, how)(path, references(self.harbor) if how == "post" else {})
                if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/"):
                    self.faults.append((how, path, answer.status_code))
            if self.client.get(path, headers={"HX-Request": "true"}).status_code != 401:
                self.faults.append(("part", path))

    def test_somebody_who_only_reads_changes_nothing(self) -> None:
        client = at_desk(self.dev)
        sent = {**references(self.harbor), **PLAUSIBLE}
        for address in desk_addresses():
            if address.route in DOORS:
                continue
            path = address.path(values(address, self.harbor))
            # A refused act shows its page again, so asking for the page as well would tell nothing more.
            status = (client.get(path) if address.route in LISTS else client.post(path, sent)).status_code
            if status >= 500:
                self.faults.append((path, status))

    def test_the_rule_says_the_same_of_each_thing_and_of_the_list_of_things(self) -> None:
        """For a right of each role, everybody's question about one thing agrees with her list."""
        people = [self.dev, self.harbor.reporter, self.harbor.editor, self.harbor.admin, self.cleo]
        things = [each for house in (self.harbor, self.wire) for each in house.things.values()]
        things = [each for each in things if hasattr(each, "organisation_id")]
        for right in (
            Permission.READ,
            Permission.GATHER_EVIDENCE,
            Permission.PUBLISH,
            Permission.MANAGE_SETTINGS,
        ):
            for person in people:
                listed = {
                    model: set(visible(person, right, model).values_list("pk", flat=True))
                    for model in {type(each) for each in things}
                }
                for thing in things:
                    may = allows(person, right, thing)
                    own = thing.organisation_id == person.organisation.pk
                    if may != (thing.pk in listed[type(thing)]) or may != (own and has_right(person, right)):
                        self.faults.append((right, person, thing))

    def test_every_public_address_has_a_row(self) -> None:
        public = {each.pattern.name for each in addresses() if not each.route.startswith(INSIDE)}
        assert public == {*PUBLIC_PAGES, *PUBLIC_THINGS, *WITH_A_SECRET, *FOR_OPERATORS, *NOT_OFFERED}

    def test_a_host_shows_its_own_newsroom_only(self) -> None:
        for path in " ".join(PUBLIC_PAGES.values()).split():
            answer = self.client.get(path, headers={"host": "wire.example"})
            if answer.status_code != 200:
                self.faults.append((path, answer.status_code))
            self.faults += [
                (path, word) for word in told(answer, self.harbor, HARBOR_TOWN if "?q" in path else "")
            ]
        for path in published(self.harbor):
            answer = self.client.get(path, headers={"host": "wire.example"})
            if answer.status_code != 404:
                self.faults.append((path, answer.status_code))
            self.faults += [(path, word) for word in told(answer, self.harbor, path)]

    def test_its_own_host_shows_what_is_published(self) -> None:
        """Otherwise a 404 on another host would prove nothing."""
        for path in [*" ".join(PUBLIC_PAGES.values()).split(), *published(self.harbor)]:
            answer = self.client.get(path, follow=True, headers={"host": "harbor.example"})
            if answer.status_code != 200:
                self.faults.append((path, answer.status_code))

    def test_what_readers_have_is_304_and_may_be_kept_for_a_day(self) -> None:
        """So that a cache serves it while we are down."""
        never = (
            "healthz",
            "readyz",
            "public-request",
            "public-requests",
        )  # for machines, and forms of one reader
        fixed = [path for name, path in PUBLIC_PAGES.items() if name not in never]
        for path in [*" ".join(fixed).split(), *published(self.harbor)]:
            first = self.client.get(path, follow=True, headers={"host": "harbor.example"})
            there = first.redirect_chain[-1][0] if first.redirect_chain else path
            known = {"host": "harbor.example", "if-none-match": first.headers.get("ETag", "")}
            again = self.client.get(there, headers=known)
            if again.status_code != 304 or again.content:
                self.faults.append((path, again.status_code))
            kept = first["Cache-Control"]
            if path != "/embed.js" and "stale-if-error=86400" not in kept and "immutable" not in kept:
                self.faults.append((path, first["Cache-Control"]))

    def test_a_reader_s_request_is_there_for_its_secret_on_its_own_host_only(self) -> None:
        request, secret = self.harbor["request"], secret_of(request_form(HARBOR_TOWN))
        path = f"/corrections/requests/{request.number}/{secret}/"
        own = self.client.get(path, headers={"host": "harbor.example"})
        assert own.status_code == 200 and request.words in own.content.decode()
        other = secret_of("another form")
        for host, asked in (
            ("wire.example", path),
            ("harbor.example", f"/corrections/requests/{request.number}/{other}/"),
            ("harbor.example", f"/corrections/requests/{request.number + 1}/{secret}/"),
        ):
            answer = self.client.get(asked, headers={"host": host})
            assert answer.status_code == 404 and request.words not in answer.content.decode(), (host, asked)

    def test_nothing_unpublished_is_shown_to_readers(self) -> None:
        for claim in ("claim", "second_claim", "forecast"):
            for path in published(self.harbor, claim=claim, article="article"):
                answer = self.client.get(path, headers={"host": "harbor.example"})
                private = path.startswith("/oembed") and "/checks/" in path
                if answer.status_code != (401 if private else 404):
                    self.faults.append((path, answer.status_code))
        inside = [
            self.harbor.uid(name)
            for name in ("claim", "second_claim", "forecast", "evidence", "run", "token")
        ]
        for path in [*" ".join(PUBLIC_PAGES.values()).split(), *published(self.harbor)]:
            answer = self.client.get(path, follow=True, headers={"host": "harbor.example"})
            self.faults += [(path, uid) for uid in inside if uid.encode() in answer.getvalue()]


PLAUSIBLE = {
    "row_version": "1", "statement": "Something else.", "text": "Something else was said by somebody.", "title": "X",
    "url": "https://example.org/", "kind": "statistic", "stance": "supports", "relation": "same", "note": "A note.",
    "start": "0", "end": "20", "spans": "0-10,12-20", "priority": "3", "reason": "A reason.", "name": "X",
    "headline": "X", "conclusion": "X", "explanation": "X", "rating": "true", "due_on": "2030-01-01", "question": "X?",
    "finding": "X", "outcome": "resolved_true", "quote": "the town of", "role": "admin", "email": "x@example.org",
    "scopes": "read", "expires_on": "2027-01-01", "kind_of_correction": "update", "publisher": "X", "theme": "dark",
}  # fmt: skip
"""What somebody might type into any form of the desk."""


def values(address: Address, house: House) -> dict[str, Any]:
    """A value for every name in the address."""
    thing = ROWS.get(address.route)
    given: dict[str, Any] = {"a": 1, "b": 1, "secret": "nonsense", "capture": house.uid("capture")}
    if thing is not None:
        given["uid"] = given["pk"] = house.uid(thing)
    return {name: given[name] for name in address.names}


def references(house: House) -> dict[str, str]:
    """A form that names the house's things in every field that could name one."""
    named = {
        name: str(house.uid(name))
        for name in ("article", "version", "claim", "suggestion", "evidence", "snapshot", "source", "candidate",
                     "revision", "fact_check", "draft", "publication", "match", "membership", "capture", "run")
    }  # fmt: skip
    return {
        **PLAUSIBLE,
        **named,
        "other": house.uid("claim"),
        "member": house.uid("source"),
        "into": house.uid("letter"),
        "same_as": house.uid("claim"),
        "assignee": house.reporter.user.uid,
        "newsroom": house.uid("newsroom"),
    }


def share_of(publication: Publication) -> str:
    return str(PublicFile.objects.get(publication=publication, path__startswith="/share/").path)


def published(house: House, *, claim: str = "public_claim", article: str = "public_article") -> list[str]:
    """The public addresses of one of the house's claims, of its article, topic and claimant."""
    is_public = claim == "public_claim"
    parts = {
        "slug": house["publication"].slug,
        "claim": house.uid(claim),
        "article": house.uid(article),
        "topic": key_of(f"Trees of {house.town}" if is_public else "Nothing"),
        "claimant": key_of(f"Mayor of {house.town}" if is_public else "Nobody"),
        "share": share_of(house["publication"])
        if is_public
        else f"/share/{house.uid(claim)}/1-aaaaaaaaaa.png",
        "host": house.reporter.organisation.public_host,
    }
    return [path.format(**parts) for path in " ".join(PUBLIC_THINGS.values()).split()]
