"""A list of checks for other people's pages: those of an article, or the newest that fit what its address asks for.

With script it can be searched and narrowed to a rating; without, it is the same list, whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.template.loader import render_to_string

from claims.accounts.models import Organisation
from claims.lib.words import shorten
from claims.publishing.addresses import base_url
from claims.publishing.embed_words import words_of
from claims.publishing.embeds import badge, frame_headers, furniture
from claims.publishing.files import Rendered
from claims.publishing.filing import listed
from claims.publishing.listing import Chosen, some_of
from claims.publishing.models import PublicList
from claims.publishing.reading import read_many
from claims.publishing.shown import Check, Place
from claims.publishing.tags import ball_name, said_words

LIST = ("embed.css", "embed-list.css", "embed-frame.js", "embed-list.js")
MOST = 30
"""What fits in the frame's 10 KB; the list's last line leads to all of them."""


def article_path(uid: str) -> str:
    return f"/embed/article/{uid}/"


def checks_path(chosen: Chosen) -> str:
    """The list's frame; what is chosen is the same as on the page of checks."""
    query = urlencode(chosen.as_query(1))
    return "/embed/checks/" + (f"?{query}" if query else "")


def page_path(chosen: Chosen) -> str:
    """The page of checks with the same choice."""
    query = urlencode(chosen.as_query(1))
    return "/checks/" + (f"?{query}" if query else "")


def stored_path(list_path: str) -> str:
    """Where an article's list is stored to be embedded, by the path its page is stored at."""
    return list_path.replace("/articles/", "/embed/article/", 1)


def article_list(row: PublicList) -> Rendered:
    """The checks of one article."""
    found = article_checks(row)
    place = place_in(found[0], row.key)
    return _frame(
        row.organisation,
        found,
        path=article_path(row.key),
        heading=row.name,
        leads_to=place.path if place else "/checks/",
        article=row.key,
    )


def article_checks(row: PublicList) -> list[Check]:
    """The newest checks of an article, as many as a list shows."""
    return read_many(listed(row)[:MOST])


def place_in(check: Check, article: str) -> Place | None:
    """Where the claim stands in this article, or else at all."""
    return next((each for each in check.newest.places if each.article == article), check.newest.place)


def check_list(newsroom: Organisation, chosen: Chosen) -> Rendered:
    """The first checks that fit. A list that nothing fits says so: it is never an empty box."""
    words = words_of(newsroom.language)
    return _frame(
        newsroom,
        some_of(newsroom, chosen, MOST),
        path=checks_path(chosen),
        heading=" · ".join(filter(None, [chosen.claimant, chosen.q])) or f"{newsroom.name}: {words.checks}",
        leads_to=page_path(chosen),
    )


def _frame(
    newsroom: Organisation,
    checks: Sequence[Check],
    *,
    path: str,
    heading: str,
    leads_to: str,
    article: str = "",
) -> Rendered:
    words = words_of(newsroom.language)
    lines = []
    for check in checks:
        place = place_in(check, article)
        lines.append(
            {
                "check": check,
                "label": words.label(check),
                "ball": ball_name(check.stamp_class),
                "said": said_words(check) if place is None or not article else shorten(place.quote, 320),
                "language": place.language if place else "",
                "day": words.day(check.news_at, newsroom),
                "fix": badge(check, words),
            }
        )
    html = render_to_string(
        "publishing/embed_list.html",
        {
            **furniture(newsroom.language, words, LIST),
            "newsroom": newsroom,
            "title": f"{words.fact_check}: {heading}",
            "heading": heading,
            "canonical": base_url(newsroom) + leads_to,
            "key": article or newsroom.slug,
            "lines": lines,
            "ratings": list(dict.fromkeys(str(line["label"]) for line in lines)),
        },
    )
    return Rendered(path, html.encode(), headers=dict(frame_headers(*LIST)))
