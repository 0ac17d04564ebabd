"""Making a newsroom's pages again gives way to what is to be published now, and goes on where it was."""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.history import jobs
from claims.history.models import Handoff
from claims.lib.uids import new_uid
from claims.publishing import remaking
from claims.publishing.models import PublicFile, PublicList, PublishedVersion
from claims.publishing.tasks import keep_current
from tests.publishing import desk
from tests.verdicts import makers

NEW = "https://checks.harbor.example"
NOW = timezone.now()


def test_a_correction_goes_first(
    ada: Actor, ben: Actor, harbor: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remaking, "BATCH", 1)
    published = [desk.publish(ada, ben, makers.claim(ada)) for _ in range(3)]
    jobs.run_due(["publish"])
    Organisation.objects.filter(pk=harbor.pk).update(base_url=NEW)
    keep_current()
    monkeypatch.setattr(desk, "run_due", lambda queues: 0)
    desk.correct(
        published[2], ada, ben, kind="update", note="A new count came in.", conclusion="It is higher now."
    )

    job = jobs.claim("publish")
    assert job is not None and job.row.task == "publishing.render_newsroom"
    jobs.run(job, reraise=True)
    row = Handoff.objects.get(pk=job.row.pk)
    assert (row.state, row.done, row.attempts) == ("due", 1, 0)
    assert (row.left_at["check"], "list" in row.left_at) == (published[0].pk, False)
    assert not PublishedVersion.objects.filter(publication=published[2], n=2).exists()

    following = jobs.claim("publish")
    assert following is not None and following.row.task == "publishing.carry_out"
    jobs.run(following, reraise=True)
    assert PublishedVersion.objects.filter(publication=published[2], n=2).exists()

    jobs.run_due(["publish"])
    row.refresh_from_db()
    assert (row.state, row.done + 1) == ("done", row.total)
    assert set(PublicFile.objects.in_newsroom(harbor).values_list("base_url", flat=True)) == {NEW}


def test_what_was_begun_by_other_code_begins_anew(ada: Actor, ben: Actor, harbor: Organisation) -> None:
    """An upgrade in the middle leaves no page as the older code had made it."""
    published = desk.publish(ada, ben)
    PublicFile.objects.filter(publication=published).update(body=b"old", etag="old")
    remaking.render_newsroom(harbor, remaking.Remaking({"of": 1, "check": published.pk, "list": 10**9}))
    assert not PublicFile.objects.filter(etag="old").exists()


def test_data_of_all_checks_waits_until_the_pages_are_made(ada: Actor, ben: Actor) -> None:
    desk.publish(ada, ben)
    Organisation.objects.filter(pk=ada.organisation.pk).update(base_url=NEW)
    for path in ("/claimreview.json", "/claimreview.jsonl"):
        answer = desk.reader().get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "Ask again" in answer.content.decode()
    keep_current()
    jobs.run_due(["publish"])
    assert NEW in b"".join(desk.reader().get("/claimreview.json")).decode()


def test_it_gives_way_to_the_very_end(
    ada: Actor, ben: Actor, harbor: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting lists anew, dropping what nothing stands behind and making the map go in batches too."""
    for name, most in (("BATCH", 1), ("FILES", 4), ("PARTS", 1)):
        monkeypatch.setattr(remaking, name, most)
    desk.publish(ada, ben)
    remaking.render_newsroom(harbor)
    everything = PublicList.objects.get(organisation=harbor, kind="all")
    PublicList.objects.filter(pk=everything.pk).update(total=7, counts={"true": 7})
    empty = PublicList.objects.create(
        organisation=harbor, kind="topic", key="0123456789ab", name="Old", news_at=NOW, changed_at=NOW
    )
    stood = set(PublicFile.objects.in_newsroom(harbor).values_list("path", flat=True))
    page = PublicFile.objects.get(organisation=harbor, path="/how-we-work/")
    for path in (
        "/topics/0123456789ab/",
        "/topics/ba9876543210/feed.xml",
        "/embed/article/ba9876543210/",
        "/old/",
    ):
        page.pk, page.uid, page.path = None, new_uid(), path
        page.save(force_insert=True)

    left_at: dict[str, int] = {}
    rounds = 0
    while rounds < 200:
        rounds += 1
        try:
            remaking.render_newsroom(harbor, remaking.Remaking(left_at, give_way=lambda: True))
            break
        except remaking.GaveWay:
            continue
    assert 10 < rounds < 200 and set(left_at) == {"of", "check", "list", "file", "map"}
    assert set(PublicFile.objects.in_newsroom(harbor).values_list("path", flat=True)) == stood
    everything.refresh_from_db()
    assert (everything.total, everything.counts) == (1, {"mostly-false": 1})
    assert not PublicList.objects.filter(pk=empty.pk).exists()
