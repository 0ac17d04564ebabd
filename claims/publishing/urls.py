"""Public addresses. A check's and an article's last twelve characters are its id; the slug before it is for people."""

from __future__ import annotations

from django.urls import path, re_path

from claims.publishing import data_serving, embed_doors, embedding_pages, request_door, serving

NAMED = r"(?:(?P<slug>[^/]*)-)?(?P<uid>[a-z0-9]{12})/"

urlpatterns = [
    path("", serving.fixed, name="public-home"),
    path("checks/", serving.checks, name="public-checks"),
    re_path(
        rf"^checks/{NAMED}(?P<rest>(?:v/[1-9]\d{{0,5}}/|check\.json)?)$", serving.check, name="public-check"
    ),
    re_path(
        rf"^checks/{NAMED}(?:v/(?P<n>[1-9]\d{{0,5}})/)?(?P<name>(?:check|method|cite)\.json|cite\.(?:txt|bib))$",
        serving.part,
        name="public-check-part",
    ),
    re_path(rf"^checks/{NAMED}timegate/$", serving.timegate, name="public-timegate"),
    re_path(rf"^checks/{NAMED}timemap/$", serving.timemap, name="public-timemap"),
    re_path(
        rf"^checks/{NAMED}compare/(?P<a>[1-9]\d{{0,5}})\.\.(?P<b>[1-9]\d{{0,5}})/$",
        serving.compare,
        name="public-compare",
    ),
    re_path(rf"^checks/{NAMED}embed/$", embedding_pages.check, name="public-embedding"),
    path("checks/embed/", embedding_pages.checks, name="public-embedding-checks"),
    re_path(rf"^articles/{NAMED}embed/$", embedding_pages.article, name="public-embedding-article"),
    path("articles/", serving.articles, name="public-articles"),
    re_path(rf"^articles/{NAMED}$", serving.named_list, {"word": "articles"}, name="public-article"),
    path("topics/", serving.names, {"word": "topics"}, name="public-topics"),
    re_path(rf"^topics/{NAMED}$", serving.named_list, {"word": "topics"}, name="public-topic"),
    path("claimants/", serving.names, {"word": "claimants"}, name="public-claimants"),
    re_path(rf"^claimants/{NAMED}$", serving.named_list, {"word": "claimants"}, name="public-claimant"),
    path("ratings/", serving.fixed, name="public-ratings"),
    path("ratings/<slug:key>/", serving.rating, name="public-rating"),
    re_path(
        r"^(?P<word>topics|claimants|ratings)/(?P<key>[a-z0-9-]{1,60})/(?P<name>feed\.xml|rss\.xml|feed\.json)$",
        serving.list_feed,
        name="public-list-feed",
    ),
    path("how-we-work/", serving.fixed, name="public-how-we-work"),
    path("corrections/", serving.corrections, name="public-corrections"),
    path("corrections/feed.xml", serving.fixed, name="public-corrections-feed"),
    path("corrections/request/", request_door.ask, name="public-request"),
    path("corrections/requests/", request_door.find, name="public-requests"),
    re_path(
        r"^corrections/requests/(?P<number>[1-9]\d{0,8})/(?P<secret>[a-z2-9-]{20,30})/$",
        request_door.status,
        name="public-request-status",
    ),
    re_path(
        r"^embed/claim/(?P<uid>[a-z0-9]{12})/(?:v/(?P<n>[1-9]\d{0,5})/)?$",
        embed_doors.embed,
        name="public-embed",
    ),
    re_path(
        r"^share/(?P<uid>[a-z0-9]{12})/(?P<name>\d{1,6}-[0-9a-f]{10})\.png$",
        serving.share,
        name="public-share",
    ),
    re_path(r"^embed/article/(?P<uid>[a-z0-9]{12})/$", embed_doors.embed, name="public-embed-article"),
    path("embed/checks/", embed_doors.checks, name="public-embed-checks"),
    path("embed.js", embed_doors.script, name="public-embed-script"),
    path("oembed", embed_doors.oembed, name="public-oembed"),
    path("feed.xml", serving.fixed, name="public-atom"),
    path("rss.xml", serving.fixed, name="public-rss"),
    path("feed.json", serving.fixed, name="public-json-feed"),
    path("claimreview.json", data_serving.data, name="public-data-feed"),
    path("claimreview.jsonl", data_serving.data, name="public-data-lines"),
    path("sitemap.xml", serving.fixed, name="public-sitemap"),
    path("sitemap/news.xml", serving.news_map, name="public-news-map"),
    re_path(
        r"^sitemap/(?P<name>pages|(?:checks|lists)-\d{1,12})\.xml$",
        serving.sitemap_part,
        name="public-sitemap-part",
    ),
    path("robots.txt", serving.fixed, name="public-robots"),
]
