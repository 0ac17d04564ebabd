"""Every page a person can look at, in each state that looks different: one row each, with who looks.

`test_axe.py` fails when an address has neither a row here nor a reason in `NO_PAGE`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from claims.publishing.filing import key_of
from claims.publishing.requesting import secret_of
from tests.factories import TOWN, request_form
from tests.pages.town import Town


@dataclass(frozen=True)
class PageRow:
    """One page: its name, whose it is (empty: a reader's), its address, and what is opened on it before looking."""

    name: str
    who: str
    path: Callable[[Town], str]
    press: str = ""
    click: str = ""
    wait_for: str = ""
    within: str = ""  # only this is looked at: what lies under an open menu has a row without it
    status: int = 200


def page(name: str, who: str, path: str, **more: object) -> PageRow:
    """`{claim}` in the address is the uid of the town's claim; `{public:claim}` its public address."""
    return PageRow(name, who, lambda town: _filled(path, town), **more)  # type: ignore[arg-type]


def _filled(path: str, town: Town) -> str:
    while "{" in path:
        before, _, rest = path.partition("{")
        name, _, after = rest.partition("}")
        kind, _, thing = name.rpartition(":")
        value = town.public_path(thing) if kind == "public" else town.uid(thing)
        path = before + value + after
    return path


ARTICLE = "/desk/articles/{article}/"
CLAIM = "/desk/claims/{claim}/"

DESK = [
    page("Today", "ada", "/desk/"),
    page("Today, the menu open", "ben", "/desk/", click=".person summary"),
    page("Today of an empty newsroom", "finn", "/desk/"),
    page("articles", "ada", "/desk/articles/"),
    page("articles of an empty newsroom", "finn", "/desk/articles/"),
    page("workbench, a suggestion", "ada", ARTICLE + "?on={suggestion}"),
    page("workbench, a claim", "ada", ARTICLE + "?on={claim}"),
    page("workbench, nothing chosen, for a reader", "dev", ARTICLE),
    page("workbench, the text's menu open", "ada", ARTICLE, click=".more summary", within=".more .menu"),
    page("workbench, keys", "ada", ARTICLE, press="?", wait_for="dialog[open]"),
    page("workbench, the palette", "ada", ARTICLE, press="Control+k", wait_for="#palette [role=option]"),
    page("find", "ada", "/desk/find/"),
    page("find, with words", "ada", "/desk/find/?q=trees"),
    page("recent actions", "ada", "/desk/recent/"),
    page("recent actions, none", "finn", "/desk/recent/"),
    page("workbench, a published claim", "ada", "/desk/articles/{public_article}/?on={public_claim}"),
    page("workbench, right to left", "ada", "/desk/articles/{hebrew}/?on={hebrew_claim}"),
    page("workbench, emoji", "ada", "/desk/articles/{emoji}/"),
    page("workbench, some places lost", "ada", "/desk/articles/{changed}/"),
    page("an article on its way", "ada", "/desk/articles/{arriving}/"),
    page("sentence list", "ada", ARTICLE + "?view=sentences"),
    page("sentence list, right to left", "ada", "/desk/articles/{hebrew}/?view=sentences"),
    page("two versions of a text", "ada", "/desk/articles/{changed}/compare/1..2/"),
    page("place again", "ada", "/desk/articles/{changed}/place-again/"),
    page("claims", "ada", "/desk/claims/"),
    page("queue, a board", "ada", "/desk/queue/"),
    page("queue, a list", "ada", "/desk/queue/?view=list"),
    page("queue of an empty newsroom", "finn", "/desk/queue/"),
    page("claims of an empty newsroom", "finn", "/desk/claims/"),
    page("claim, not begun", "ada", "/desk/claims/{hebrew_claim}/"),
    page("claim, being written", "ada", CLAIM),
    page("claim, history", "ada", CLAIM + "?panel=history"),
    page("claim, edited", "ada", CLAIM + "?edit=1"),
    page("claim, adding a source", "ada", CLAIM + "?add=1"),
    page("claim, reading a copy", "ada", CLAIM + "?copy={snapshot}"),
    page("claim, for a reader", "dev", CLAIM),
    page("claim, in review, its writer", "ada", "/desk/claims/{second_claim}/"),
    page("claim, in review, the reviewer", "ben", "/desk/claims/{second_claim}/"),
    page("claim, ready", "ben", "/desk/claims/{ready_claim}/"),
    page("claim, published", "ben", "/desk/claims/{public_claim}/"),
    page("claim, published, to be embedded", "ben", "/desk/claims/{public_claim}/embed/"),
    page("claim, being corrected", "ada", "/desk/claims/{correcting_claim}/"),
    page("claim, withdrawn", "ben", "/desk/claims/{withdrawn_claim}/"),
    page("forecast, kept open", "ada", "/desk/claims/{forecast}/"),
    page("the page readers will see", "ada", CLAIM + "verdict/preview/"),
    page("two verdicts", "ben", "/desk/claims/{public_claim}/verdict/compare/1..2/"),
    page("sources", "ada", "/desk/sources/"),
    page("sources of an empty newsroom", "finn", "/desk/sources/"),
    page("source", "ada", "/desk/sources/{source}/"),
    page("kept copy", "ada", "/desk/snapshots/{snapshot}/"),
    page("pages of a kept PDF", "ada", "/desk/snapshots/{pdf}/pages/?start=0&end=20"),
    page("readers' requests", "ada", "/desk/requests/"),
    page("readers' requests, none", "finn", "/desk/requests/"),
    page("a reader's request", "ben", "/desk/requests/{request}/"),
    page("jobs", "ada", "/desk/jobs/"),
    page("people", "eve", "/desk/settings/people/"),
    page("people, for a reporter", "ada", "/desk/settings/people/"),
    page("keys for programs", "eve", "/desk/settings/keys/"),
    page("services", "eve", "/desk/settings/providers/"),
    page("webhooks", "eve", "/desk/settings/webhooks/"),
    page("webhooks, none", "finn", "/desk/settings/webhooks/"),
    page("a webhook and its log", "eve", "/desk/settings/webhooks/{webhook}/", click=".rows summary"),
    page("lists of sources", "ada", "/desk/settings/lists/?q=paper.example"),
    page("lists of sources, none", "finn", "/desk/settings/lists/"),
    page("a list of sources", "eve", "/desk/settings/lists/{source_list}/"),
    page("import and export", "ada", "/desk/settings/exchange/"),
    page("import and export, nothing yet", "finn", "/desk/settings/exchange/"),
    page("an imported file", "ada", "/desk/settings/imports/{file_import}/"),
    page("how the newsroom works", "eve", "/desk/settings/working/"),
    page("keys of the keyboard", "ada", "/desk/settings/keyboard/"),
    page("newsroom", "eve", "/desk/settings/newsroom/"),
    page("not found at the desk", "ada", "/desk/claims/nobodysclaim/", status=404),
]
ENTRANCE = [
    page("sign in", "", "/accounts/login/"),
    page("sign up", "", "/accounts/signup/"),
    page("sign out", "ada", "/accounts/logout/"),
    page("inactive", "", "/accounts/inactive/"),
    page("new password", "ada", "/accounts/password/change/"),
    page("set password", "ada", "/accounts/password/set/"),
    page("forgotten password", "", "/accounts/password/reset/"),
    page("forgotten password, sent", "", "/accounts/password/reset/done/"),
    page("forgotten password, over", "", "/accounts/password/reset/key/0-nothing/"),
    PageRow("forgotten password, the mail's address", "", lambda town: town["reset"]),
    page("forgotten password, set", "", "/accounts/password/reset/key/done/"),
    PageRow("invitation", "", lambda town: f"/accounts/invitation/{town['invited']}/"),
    page("invitation, over", "", "/accounts/invitation/never-was/", status=404),
]
PUBLIC = [
    page("public home", "", "/"),
    page("public list", "", "/checks/"),
    page("public list, nothing found", "", "/checks/?q=unheardof"),
    page("check", "", "{public:public_claim}"),
    page(
        "check, to be cited",
        "",
        "{public:public_claim}",
        click=".tools details summary",
    ),
    page(
        "check, to be embedded",
        "",
        "{public:public_claim}",
        click="[data-embedding]",
        wait_for="dialog[open]",
    ),
    page("embedding a check", "", "{public:public_claim}embed/"),
    page("embedding checks", "", "/checks/embed/?q=trees"),
    page("embedding an article's checks", "", "/articles/x-{public_article}/embed/"),
    page("check, a passage open", "", "{public:public_claim}", click="a.cite", wait_for=".passage"),
    page("check, an old version", "", "{public:public_claim}v/1/"),
    page("check, before and after", "", "{public:public_claim}compare/1..2/"),
    page("check, its source elsewhere", "", "{public:correcting_claim}"),
    page("check, kept open", "", "{public:forecast}"),
    page("check, withdrawn", "", "{public:withdrawn_claim}", status=410),
    page("public articles", "", "/articles/"),
    page("public article", "", "/articles/{public_article}/"),
    page("topics", "", "/topics/"),
    PageRow("topic", "", lambda town: f"/topics/{key_of(f'Trees of {TOWN}')}/"),
    page("who said it", "", "/claimants/"),
    PageRow("claimant", "", lambda town: f"/claimants/{key_of(f'Mayor of {TOWN}')}/"),
    page("ratings", "", "/ratings/"),
    page("rating", "", "/ratings/mostly-false/"),
    page("public list, a page too far", "", "/checks/?page=900"),
    page("how we work", "", "/how-we-work/"),
    page("corrections", "", "/corrections/"),
    page("ask for a correction", "", "/corrections/request/?check={public_claim}"),
    page("look up a request", "", "/corrections/requests/"),
    PageRow(
        "a reader's own request",
        "",
        lambda town: f"/corrections/requests/1/{secret_of(request_form(town.house.town))}/",
    ),
    page("not found in public", "", "/checks/nothing-here/", status=404),
    page("embed", "", "/embed/claim/{public_claim}/"),
    page("embed, an old version", "", "/embed/claim/{public_claim}/v/1/"),
    page("embed, a line", "", "/embed/claim/{public_claim}/?shape=line&theme=dark"),
    page("embed, withdrawn", "", "/embed/claim/{withdrawn_claim}/", status=410),
    page("embed, checks", "", "/embed/checks/"),
    page("embed, no checks", "", "/embed/checks/?q=unheardof"),
    page("embed, an article's checks", "", "/embed/article/{public_article}/"),
    page("embed, missing", "", "/embed/claim/aaaaaaaaaaaa/", status=404),
]
PAGES = [*DESK, *ENTRANCE, *PUBLIC]

CHECK = r"checks/(?:(?P<slug>[^/]*)-)?(?P<uid>[a-z0-9]{12})/"
NO_PAGE = {
    "desk/running/": "a part of Today",
    "desk/articles/<slug:uid>/arriving/": "a part of the workbench",
    "desk/claims/<slug:uid>/providers/": "a part of the claim page",
    "desk/claims/<slug:uid>/arrived/": "a part of the claim page",
    "desk/suggestions/<slug:uid>/arrived/": "a part of the workbench",
    "desk/claims/<slug:uid>/captures/<slug:capture>/": "a part of the claim page",
    "desk/claims/<slug:uid>/publish/order/": "a part of the claim page",
    "desk/claims/<slug:uid>/embed/frame/": "a frame in the page about embedding",
    "desk/claims/<slug:uid>/verdict/autosave/": "only takes a form",
    "desk/claims/<slug:uid>/verdict/compare/": "leads on to the two versions",
    "desk/snapshots/<slug:uid>/warc/": "a file",
    "desk/snapshots/<slug:uid>/page.png": "a picture",
    "desk/theme/": "only takes a choice",
    "desk/undo/": "only takes a form",
    "desk/redo/": "only takes a form",
    "desk/presence/": "only takes a form",
    "desk/stream": "events",
    "desk/stream/poll": "events",
    "desk/settings/": "leads on to people",
    "accounts/newsroom/": "only takes a choice",
    "desk/settings/exchange/export/": "a file",
    "desk/settings/lists/<slug:uid>/file/": "a file",
    "desk/settings/people/invite/": "only takes a form",
    "desk/settings/people/invitations/<str:uid>/revoke/": "only takes a form",
    "desk/settings/people/<str:uid>/role/": "only takes a form",
    "desk/settings/people/<str:uid>/deactivate/": "only takes a form",
    "desk/settings/keys/new/": "only takes a form",
    "desk/settings/keys/<str:uid>/revoke/": "only takes a form",
    CHECK + r"(?:v/(?P<n>[1-9]\d{0,5})/)?(?P<name>(?:check|method|cite)\.json|cite\.(?:txt|bib))": "data",
    CHECK + "timegate/": "leads on to a version",
    CHECK + "timemap/": "data",
    "embed.js": "a script",
    "oembed": "data",
    "feed.xml": "data",
    "rss.xml": "data",
    "feed.json": "data",
    "corrections/feed.xml": "data",
    "claimreview.json": "data",
    "claimreview.jsonl": "data",
    "sitemap.xml": "data",
    "sitemap/news.xml": "data",
    "sitemap/(?P<name>pages|(?:checks|lists)-\\d{1,12})\\.xml": "data",
    "(?P<word>topics|claimants|ratings)/(?P<key>[a-z0-9-]{1,60})/(?P<name>feed\\.xml|rss\\.xml|feed\\.json)": "data",
    "robots.txt": "data",
    "share/(?P<uid>[a-z0-9]{12})/(?P<name>\\d{1,6}-[0-9a-f]{10})\\.png": "a picture",
    "healthz": "for machines",
    "readyz": "for machines",
    "metrics": "for machines",
}
"""Addresses that nobody looks at, and why. Acts (`doors.act`) show the page they belong to and need no row."""
