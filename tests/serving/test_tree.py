"""Published pages as files: what a front server finds is what readers get, and what is gone is gone there too."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.publishing import ordering
from claims.publishing.files import CHECK_POLICY, PAGE_POLICY
from claims.publishing.front import nginx_conf
from claims.publishing.models import PublicFile
from claims.publishing.remaking import render_newsroom
from claims.publishing.sites import moved_on
from claims.publishing.tree import Tree
from tests.publishing import desk
from tests.publishing.test_list_pages import about

DOCS = Path(__file__).resolve().parents[2] / "docs"


def files(folder: Path) -> set[str]:
    root = folder / "hosts/harbor.example/"
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_the_tree_follows_what_is_published(
    ada: Actor, ben: Actor, northgate: Organisation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = Tree(tmp_path)
    render_newsroom(ada.organisation)
    publication = desk.publish(ada, ben, about(ada, "Machines", claimant="Jo Doe"), headline="Only one")
    uid = publication.fact_check.claim.uid
    tree.follow()
    page = tmp_path / f"hosts/harbor.example/checks/{uid}/page.only-one.html"
    reader = desk.reader()
    assert page.read_bytes() == reader.get(desk.path_of(publication)).content
    assert gzip.decompress(Path(f"{page}.gz").read_bytes()) == page.read_bytes()
    assert (tmp_path / "hosts/_default/checks/index.html").read_bytes() == reader.get("/checks/").content
    names = files(tmp_path)
    assert {"index.html", "feed.xml", "sitemap.xml", "robots.txt", "ratings/mostly-false/index.html"} <= names
    assert not [name for name in names if re.search(r"/v/|check\.json|embed", name)]
    assert tree.follow() == 0

    desk.correct(
        publication, ada, ben, kind="verdict_change", note="Figures came.", headline="Two now", rating="true"
    )
    assert tree.follow() > 0
    corrected = page.with_name("page.two-now.html")
    assert corrected.read_bytes() == reader.get(f"/checks/{uid}/", follow=True).content
    assert not page.exists() and not Path(f"{page}.gz").exists()
    assert "ratings/mostly-false/index.html" not in files(tmp_path)
    shared = [name for name in files(tmp_path) if name.startswith("share/")]
    assert len(shared) == 1

    publication.refresh_from_db()
    ordering.withdraw(publication, by=ben, reason="A court asked for it.")
    tree.follow()
    left = files(tmp_path)
    assert not [name for name in left if uid in name or "topics/" in name or "claimants/" in name]
    assert b"Two now" not in (tmp_path / "hosts/harbor.example/index.html").read_bytes()

    (tmp_path / "sites/harbor/left-over.html").write_text("from before")
    call_command("public_tree", str(tmp_path))
    assert "1 files written or removed" in capsys.readouterr().out
    assert not (tmp_path / "sites/harbor/left-over.html").exists()


def test_a_machine_whose_clock_is_slow_publishes_all_the_same(ada: Actor, ben: Actor, tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    publication = desk.publish(ada, ben, headline="Only one")
    tree.follow()
    page = tmp_path / f"hosts/harbor.example/checks/{publication.fact_check.claim.uid}/page.only-one.html"
    uid = publication.fact_check.claim.uid
    PublicFile.objects.filter(path=f"/checks/{uid}/").update(
        body=f'<link rel="canonical" href="/checks/only-one-{uid}/">'.encode(),
        etag="other",
        rendered_at=timezone.now() - timedelta(seconds=40),
    )
    moved_on(ada.organisation)
    assert tree.follow() == 1
    assert page.read_bytes().startswith(b"<link")


def test_the_shipped_configuration_is_the_one_that_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (DOCS / "nginx.conf").read_text() == nginx_conf()
    call_command("public_tree", str(tmp_path), nginx=True, upstream="127.0.0.1:81", listen="8080")
    printed = capsys.readouterr().out
    assert (
        f"root {tmp_path}/hosts;" in printed
        and "server 127.0.0.1:81;" in printed
        and "listen 8080;" in printed
    )
    assert CHECK_POLICY in printed and PAGE_POLICY in printed
    assert "{" + "folder}" not in printed


def test_what_the_front_server_keeps_is_kept_by_the_host_it_was_made_for_and_no_longer_than_it_says() -> None:
    """Else one newsroom's page may stand under another's address, or one from before a correction after a quiet
    night: both were seen with a real one."""
    said = dict(re.findall(r"^ +(proxy_\w+|add_header Link) ([^;]+);$", nginx_conf(), re.MULTILINE))
    assert said["proxy_cache_key"] == "$scheme$http_host$request_uri"
    assert "proxy_set_header Host $http_host;" in nginx_conf()
    assert "updating" not in said["proxy_cache_use_stale"] and said["proxy_cache_background_update"] == "on"
    assert said["add_header Link"] == "$versions"
