"""Readers get stored bytes of the right newsroom, cheaply, and nothing else."""

from __future__ import annotations

import gzip
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.history.jobs import run_due
from claims.history.models import Handoff
from claims.publishing import ordering
from claims.publishing.addresses import base_url
from claims.publishing.models import Publication, PublicFile
from claims.publishing.remaking import render_newsroom
from claims.publishing.rendering import refresh
from claims.publishing.tasks import keep_current
from claims.verdicts.models import FactCheck
from tests.publishing import desk
from tests.verdicts import makers

FIXED = [
    "/",
    "/checks/",
    "/articles/",
    "/ratings/",
    "/topics/",
    "/claimants/",
    "/how-we-work/",
    "/corrections/",
    "/feed.xml",
    "/rss.xml",
    "/feed.json",
    "/sitemap.xml",
    "/robots.txt",
    "/embed/checks/",
]


@pytest.mark.parametrize("path", FIXED)
def test_a_newsroom_without_publications_has_its_pages(harbor: Organisation, path: str) -> None:
    answer = desk.reader().get(path)
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_reader_who_waited_for_a_withdrawal_does_not_bring_the_check_back(ada: Actor, ben: Actor) -> None:
    """The stored file was looked up before the withdrawal; what it leads to is made after it."""
    publication = desk.publish(ada, ben)
    path = f"/checks/{publication.fact_check.claim.uid}/"
    file = PublicFile.objects.select_related("publication").get(path=path)
    ordering.withdraw(publication, by=ben, reason="A court asked for it.")
    refresh(ada.organisation, file, path)
    assert PublicFile.objects.get(path=path).status == 410


def test_the_host_picks_the_newsroom(ada: Actor, ben: Actor, northgate: Organisation) -> None:
    publication = desk.publish(ada, ben)
    path, uid = desk.path_of(publication), publication.fact_check.claim.uid
    article = publication.fact_check.claim.article
    assert desk.reader("harbor.example").get(path).status_code == 200
    assert desk.reader("harbor.example:8000").get(path).status_code == 200
    assert desk.reader("unknown.example").get(path).status_code == 200
    stranger = desk.reader("northgate.example")
    assert article is not None
    for foreign in (
        path,
        f"{path}v/1/",
        f"{path}check.json",
        f"{path}compare/1..2/",
        f"/embed/claim/{uid}/",
        f"/articles/x-{article.uid}/",
    ):
        assert stranger.get(foreign).status_code == 404, foreign
    assert stranger.get("/oembed", {"url": f"http://harbor.example{path}"}).status_code == 404
    for page in FIXED:
        body = stranger.get(page).content.decode()
        assert uid not in body, page
        assert "The Harbor" not in body, page
    assert "Northgate Wire" in stranger.get("/").content.decode()


def test_another_slug_leads_to_the_right_one(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    path, uid = desk.path_of(publication), publication.fact_check.claim.uid
    reader = desk.reader()
    for wrong, right in (
        (f"/checks/something-else-{uid}/", path),
        (f"/checks/{uid}/", path),
        (f"/checks/x-{uid}/v/1/", f"{path}v/1/"),
        (f"/checks/x-{uid}/check.json", f"{path}check.json"),
        (f"/checks/x-{uid}/compare/1..2/", f"{path}compare/1..2/"),
        (f"/checks/x-{uid}/?utm_source=feed", f"{path}?utm_source=feed"),
    ):
        answer = reader.get(wrong)
        assert (answer.status_code, answer["Location"]) == (301, right), wrong
    article = publication.fact_check.claim.article
    assert article is not None
    answer = reader.get(f"/articles/other-{article.uid}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/articles/when-will-it-come-{article.uid}/")
    assert makers.SAID in reader.get(answer["Location"]).content.decode()


def test_a_correction_that_changes_the_headline_moves_the_address(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    old = desk.path_of(publication)
    publication = desk.correct(
        publication, ada, ben, kind="clarification", note="A clearer headline.", headline="Experts, it said"
    )
    assert desk.path_of(publication).startswith("/checks/experts-it-said-")
    answer = desk.reader().get(old)
    assert (answer.status_code, answer["Location"]) == (301, desk.path_of(publication))


def test_it_answers_304_to_what_is_known(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    uid = publication.fact_check.claim.uid
    reader = desk.reader()
    for path in (desk.path_of(publication), f"/embed/claim/{uid}/", "/feed.xml", "/checks/", "/embed.js"):
        first = reader.get(path)
        again = reader.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again["ETag"] == first["ETag"]
        assert reader.get(path, headers={"if-none-match": '"other"'}).status_code == 200
        zipped = reader.get(path, headers={"accept-encoding": "gzip"})
        assert zipped["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.content) == first.content
        assert zipped["ETag"] != first["ETag"]
        known = {"accept-encoding": "gzip", "if-none-match": zipped["ETag"]}
        assert reader.get(path, headers=known).status_code == 304
        assert "Content-Encoding" not in reader.get(path, headers={"accept-encoding": "gzip;q=0"})
        assert "max-age" in first["Cache-Control"]
    assert reader.head(desk.path_of(publication)).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/checks/", "/oembed", "/embed/claim/aaaaaaaaaaaa/", "/embed.js", "/feed.xml"]
)
def test_nothing_can_be_written_at_a_public_address(harbor: Organisation, path: str) -> None:
    assert desk.reader().post(path).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/checks/nothing-aaaaaaaaaaaa/",
        "/checks/aaaaaaaaaaaa/v/1/",
        "/checks/aaaaaaaaaaaa/compare/1..2/",
        "/articles/nothing-aaaaaaaaaaaa/",
        "/embed/claim/aaaaaaaaaaaa/",
        "/checks/aaaaaaaaaaaa/check.json",
        "/checks/short/",
        "/checks/aaaaaaaaaaaa/v/0/",
    ],
)
def test_what_is_not_there_says_so(harbor: Organisation, path: str) -> None:
    answer = desk.reader().get(path)
    assert answer.status_code == 404
    assert answer.content


def test_nothing_unpublished_is_visible(ada: Actor, ben: Actor) -> None:
    fact_check, _ = makers.signed(ada, ben)
    reader, uid = desk.reader(), fact_check.claim.uid
    for path in (f"/checks/{uid}/", f"/embed/claim/{uid}/"):
        assert reader.get(path).status_code == 404
    assert reader.get("/oembed", {"url": f"http://harbor.example/checks/x-{uid}/"}).status_code == 401


def test_pages_run_no_script_but_one_of_ours_and_set_no_cookie(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    path = desk.path_of(publication)
    for page, script in ((path, True), (f"{path}v/1/", False), ("/checks/", False), ("/how-we-work/", False)):
        answer = desk.reader().get(page)
        policy = answer["Content-Security-Policy"]
        assert ("script-src 'self'" in policy) is script, page
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        html = answer.content.decode()
        assert " style=" not in html.replace("style=&quot;", "")  # in the code that others copy
        assert html.count('<script type="module"') == script
        assert not answer.cookies


def test_a_page_elsewhere_can_stay_with_the_version_it_saw(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    uid = publication.fact_check.claim.uid
    desk.correct(
        publication,
        ada,
        ben,
        kind="verdict_change",
        note="Figures came.",
        rating="true",
        conclusion="It had them.",
    )
    first, second, newest = (
        desk.reader().get(f"/embed/claim/{uid}/{version}").content.decode()
        for version in ("v/1/", "v/2/", "")
    )
    assert "Mostly false" in first and "This is version 1: the check has changed since." in first
    assert "It had them." not in first
    assert "It had them." in second and "has changed since" not in second
    assert "It had them." in newest
    assert desk.reader().get(f"/embed/claim/{uid}/v/3/").status_code == 404


def test_a_version_that_stays_says_when_the_check_was_taken_back(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    uid = publication.fact_check.claim.uid
    desk.correct(publication, ada, ben, kind="retraction", note="The report was a forgery.", rating=None)
    for version in ("v/1/", "v/2/", ""):
        html = desk.reader().get(f"/embed/claim/{uid}/{version}").content.decode()
        assert "Retracted" in html and "The report was a forgery." in html, version


def with_ten_sources(ada: Actor, ben: Actor) -> Publication:
    """A published check that cites ten sources."""
    claim = makers.claim(ada)
    words = "The report of that year gives a number of its own, namely {} in every hundred of those asked."
    for number in range(10):
        quote = words.format(number)
        copy = makers.kept_copy(ada, quote, title=f"Report {number}", url=f"https://paper.example/{number}")
        makers.evidence(ada, claim, quote, snapshot=copy)
    explanation = "\n\n".join(
        f"Report {n} of the paper says a thing worth a line or two.[{n}]" for n in range(1, 11)
    )
    return desk.publish(ada, ben, claim, explanation=explanation)


def test_a_page_is_small(ada: Actor, ben: Actor) -> None:
    publication = with_ten_sources(ada, ben)
    path = desk.path_of(publication)
    page = desk.reader().get(path, headers={"accept-encoding": "gzip"})
    print(f"a check with ten sources: {len(page.content)} bytes")  # noqa: T201
    assert len(page.content) <= 20_000
    embed = desk.reader().get(
        f"/embed/claim/{publication.fact_check.claim.uid}/", headers={"accept-encoding": "gzip"}
    )
    script = desk.reader().get("/embed.js", headers={"accept-encoding": "gzip"})
    assert len(embed.content) <= 4_000
    assert len(script.content) <= 2_000


def test_pages_are_made_again_when_the_base_address_changes(ada: Actor, ben: Actor) -> None:
    publication = desk.publish(ada, ben)
    path = desk.path_of(publication)
    Organisation.objects.filter(pk=ada.organisation.pk).update(base_url="https://checks.harbor.example")
    html = desk.reader().get(path).content.decode()
    assert f"https://checks.harbor.example{path}" in html
    assert "http://harbor.example" not in html
    assert "https://checks.harbor.example" in desk.reader().get("/feed.xml").content.decode()
    drawn = PublicFile.objects.get(path__startswith="/share/")
    with patch("claims.publishing.answering.refresh") as refreshed:
        assert desk.reader().get(drawn.path).content == bytes(drawn.body)
    assert not refreshed.called
    keep_current()
    keep_current()
    assert Handoff.objects.filter(task="publishing.render_newsroom", state="due").count() == 1
    run_due(["publish"])
    keep_current()
    assert not Handoff.objects.filter(task="publishing.render_newsroom", state="due").exists()
    assert set(PublicFile.objects.in_newsroom(ada.organisation).values_list("base_url", flat=True)) == {
        "https://checks.harbor.example"
    }


def test_addresses_begin_with_the_newsrooms_own_base(settings: object) -> None:
    settings.BASE_URL = "http://127.0.0.1:8000"  # type: ignore[attr-defined]
    assert base_url(Organisation()) == "http://127.0.0.1:8000"
    assert base_url(Organisation(public_host="checks.example")) == "http://checks.example:8000"
    assert base_url(Organisation(public_host="checks.example:81")) == "http://checks.example:81"
    assert (
        base_url(Organisation(base_url="https://x.example/", public_host="y.example")) == "https://x.example"
    )


def test_the_command_makes_everything_again(
    ada: Actor, ben: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.publish(ada, ben)
    render_newsroom(ada.organisation)
    before = dict(PublicFile.objects.values_list("path", "etag"))
    PublicFile.objects.create(
        organisation=ada.organisation,
        path="/stray/",
        media_type="text/html",
        body=b"",
        etag="x",
        base_url="",
        rendered_at=FactCheck.objects.get().created_at,
    )
    PublicFile.objects.filter(path="/checks/").delete()
    call_command("render_public", newsroom="harbor")
    assert "The Harbor: 1 files changed" in capsys.readouterr().out
    after = dict(PublicFile.objects.values_list("path", "etag"))
    assert after.keys() == before.keys()
    assert {path for path in after if after[path] != before[path]} <= {"/sitemap.xml", "/sitemap/pages.xml"}
    with pytest.raises(CommandError):
        call_command("render_public", newsroom="nobody")


def test_an_installation_without_newsrooms_says_how_to_make_one(db: None) -> None:
    for path in ("/", "/checks/x-aaaaaaaaaaaa/", "/articles/x-aaaaaaaaaaaa/"):
        answer = desk.reader().get(path)
        assert answer.status_code == 404
        assert "create_newsroom" in answer.content.decode()
    assert desk.reader().get("/embed/claim/aaaaaaaaaaaa/").status_code == 404
    assert desk.reader().get("/oembed", {"url": "http://x.example/"}).status_code == 404
