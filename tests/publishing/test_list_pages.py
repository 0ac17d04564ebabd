"""Topics, claimants, ratings and articles have a page each, with counts out of how many; a publication touches the
lists it stands in and no others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.annotation.marking import edit
from claims.annotation.models import Claim
from claims.lib.problems import Problem
from claims.publishing import ordering
from claims.publishing.filing import claimant_path, key_of, topic_path
from claims.publishing.models import ListKind, Publication, PublicFile, PublicList, PublicListEntry
from claims.publishing.remaking import render_newsroom
from tests.publishing import desk
from tests.verdicts import makers


def about(by: Actor, *topics: str, claimant: str = "", **fields: object) -> Claim:
    claim = makers.claim(by, claimant=claimant, url=f"https://blog.example/{Claim.objects.count()}")
    return edit(claim, by=by, row_version=None, changes={"topics": list(topics), **fields})


def words(path: str) -> str:
    answer = desk.reader().get(path, follow=True)
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


@pytest.fixture
def three(ada: Actor, ben: Actor) -> list[Publication]:
    return [
        desk.publish(
            ada, ben, about(ada, "Machines", "Jobs", claimant="Jo Doe"), rating="false", headline="One"
        ),
        desk.publish(ada, ben, about(ada, "machines", claimant="Jo Doe"), rating="true", headline="Two"),
        desk.publish(ada, ben, about(ada, "Harbours"), rating="true", headline="Three"),
    ]


def test_each_list_has_a_page_with_counts_out_of_how_many(three: list[Publication]) -> None:
    machines = words(topic_path("MACHINES"))
    assert "2 checks." in machines
    assert ">One<" in machines and ">Two<" in machines and ">Three<" not in machines
    assert machines.count("1 of 2") == 2
    doe = words(claimant_path("Jo Doe"))
    assert "2 checks: what we chose" in doe and "no measure of anybody" in doe
    rated = words("/ratings/true/")
    assert "2 checks. <a" in rated and "Two" in rated and ">One<" not in rated
    every = words("/ratings/")
    assert "2 of 3" in every and "1 of 3" in every and "0 of 3" in every
    assert 'href="/ratings/false/"' in every and 'href="/ratings/mixed/"' not in every


def test_names_are_listed_by_name_and_never_by_number(three: list[Publication]) -> None:
    topics = words("/topics/")
    assert topics.index("Harbours") < topics.index("Jobs") < topics.index("achines")
    assert words("/claimants/").count("Jo Doe") == 1
    assert "There is no page so far back" in words("/topics/?page=9")


def test_lists_follow_a_correction_and_go_when_nothing_is_left_in_them(
    three: list[Publication], ada: Actor, ben: Actor
) -> None:
    one = three[0]
    claim = Claim.objects.get(pk=one.fact_check.claim_id)
    edit(claim, by=ada, row_version=None, changes={"topics": ["Machines"]})
    desk.correct(one, ada, ben, kind="verdict_change", note="Figures came.", rating="mixed")
    reader = desk.reader()
    assert reader.get(topic_path("Jobs"), follow=True).status_code == 404
    assert reader.get(f"/topics/{key_of('Jobs')}/feed.xml").status_code == 404
    assert reader.get("/ratings/false/").status_code == 404
    assert "1 check. <a" in words("/ratings/mixed/")
    maps = PublicFile.objects.filter(path__startswith="/sitemap/").values_list("body", flat=True)
    mapped = b"".join(map(bytes, maps))
    assert topic_path("Machines").encode() in mapped and b"/ratings/mixed/" in mapped
    assert topic_path("Jobs").encode() not in mapped and b"/ratings/false/" not in mapped
    row = PublicList.objects.get(kind=ListKind.TOPIC, key=key_of("machines"))
    assert (row.total, row.counts) == (2, {"mixed": 1, "true": 1})
    ordering.withdraw(three[1], by=ben, reason="A court asked for it.")
    row.refresh_from_db()
    assert (row.total, row.counts) == (1, {"mixed": 1})
    assert "Two" not in words(topic_path("Machines")) and "Two" not in words("/checks/?topic=Machines")


def test_a_wrong_slug_leads_to_the_right_one(three: list[Publication]) -> None:
    reader = desk.reader()
    for path in (topic_path("Machines"), claimant_path("Jo Doe")):
        word, key = path.split("/")[1], path.strip("/")[-12:]
        for wrong in (f"/{word}/other-{key}/", f"/{word}/{key}/"):
            assert reader.get(wrong)["Location"] == path
        assert reader.get(f"/{word}/none-aaaaaaaaaaaa/").status_code == 404


def test_each_list_has_its_feeds(three: list[Publication]) -> None:
    reader = desk.reader()
    for folder, page in (
        (f"/topics/{key_of('Machines')}/", topic_path("machines")),
        (f"/claimants/{key_of('Jo Doe')}/", claimant_path("Jo Doe")),
        ("/ratings/true/", "/ratings/true/"),
    ):
        feed = reader.get(f"{folder}feed.json").json()
        assert len(feed["items"]) == 2
        assert feed["feed_url"] == f"http://harbor.example{folder}feed.json"
        assert feed["home_page_url"] == f"http://harbor.example{page}"
        for name in ("feed.xml", "rss.xml"):
            assert reader.get(folder + name).content.count(b"<title>") == 3, folder


def test_the_list_is_filtered_by_topic_and_says_what_to_leave_out(three: list[Publication]) -> None:
    assert "One" in words("/checks/?topic=MACHINES") and "Three" not in words("/checks/?topic=MACHINES")
    nothing = words("/checks/?topic=Jobs&q=unheard")
    assert "No published check fits" in nothing
    assert 'href="/checks/?topic=Jobs">Leave out the words</a>' in nothing
    assert "There is no page so far back" in words("/checks/?page=7")


def test_a_publication_writes_as_many_files_after_many_as_after_few(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.publishing.sitemaps.EACH", 2)

    def written(headline: str) -> tuple[int, int]:
        fact_check, _ = makers.signed(
            ada, ben, about(ada, "Machines", claimant="Jo Doe"), rating="true", headline=headline
        )
        desk.with_policies(ada.organisation)
        before = dict(PublicFile.objects.values_list("path", "etag"))
        with CaptureQueriesContext(connection) as asked:
            desk.go_public(fact_check, ben)
        after = dict(PublicFile.objects.values_list("path", "etag"))
        return sum(before.get(path) != etag for path, etag in after.items()), len(asked)

    counted = [written(f"Finding {number}") for number in range(8)]
    assert counted[-1][0] <= counted[1][0]
    assert counted[-1][1] <= counted[2][1] + 2


def test_making_everything_again_changes_nothing_and_mends_what_is_wrong(
    three: list[Publication], harbor: Organisation
) -> None:
    before = dict(PublicFile.objects.values_list("path", "etag"))
    PublicList.objects.filter(kind=ListKind.ALL).update(total=99, counts={"true": 99})
    PublicListEntry.objects.filter(public_list__kind=ListKind.TOPIC).delete()
    PublicList.objects.filter(kind=ListKind.TOPIC).update(total=0)
    render_newsroom(harbor)
    after = dict(PublicFile.objects.values_list("path", "etag"))
    assert {path for path in before if before[path] != after.get(path)} <= {
        path for path in before if path.startswith("/sitemap")
    }
    assert PublicList.objects.get(kind=ListKind.ALL).counts == {"false": 1, "true": 2}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"topics": "a, b"}, ""),
        ({"topics": [f"t{n}" for n in range(9)]}, "/topics"),
        ({"topics": ["x" * 61]}, "/topics"),
        ({"topics": 5}, "/topics"),
        ({"language": "klingon!"}, "/language"),
        ({"language": "de"}, ""),
        ({"translates": "aaaaaaaaaaaa"}, "/translates"),
        ({"translates": "self"}, "/translates"),
    ],
)
def test_how_a_check_is_filed_is_checked_at_its_field(
    ada: Actor, changes: dict[str, object], pointer: str
) -> None:
    claim = makers.claim(ada)
    if changes.get("translates") == "self":
        changes = {"translates": f"http://harbor.example/checks/x-{claim.uid}/"}
    if pointer:
        with pytest.raises(Problem) as refused:
            edit(claim, by=ada, row_version=None, changes=changes)
        assert refused.value.pointer == pointer
    else:
        edit(claim, by=ada, row_version=None, changes=changes)
        assert claim.topics == (["a", "b"] if "topics" in changes else [])
