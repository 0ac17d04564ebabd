"""nginx with the configuration we ship in front of the workbench: what it keeps and renews, what it never keeps, and
what readers get while the workbench is away. By hand, where nginx is:

    .venv/bin/python -m pytest tests/contracts/behind_nginx.py -n 0
"""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.publishing.files import FRESH
from claims.publishing.front import nginx_conf
from claims.publishing.models import Publication
from claims.publishing.remaking import render_newsroom
from claims.publishing.tree import Tree
from tests.publishing import desk
from tests.publishing.test_list_pages import about

MAIN = """
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
{user}
events {{ }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/front.conf;
}}
"""


class Front:
    """nginx, at an address of its own."""

    def __init__(self, command: list[str], port: int) -> None:
        self.command, self.address = command, ("127.0.0.1", port)
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command)
        for _ in range(100):
            with suppress(OSError), socket.create_connection(self.address, timeout=1):
                return
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def front(tmp_path: Path, live_server: Any) -> Iterator[Front]:
    """nginx in front of the live server; its tree is empty at first."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("There is no nginx.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for place in [tmp_path, *tmp_path.parents][:3]:
        place.chmod(0o755)  # nginx's workers are somebody else
    upstream = f"{live_server.thread.host}:{live_server.thread.port}"
    conf = nginx_conf(folder=str(tmp_path), upstream=upstream, listen=f"127.0.0.1:{port}")
    (tmp_path / "front.conf").write_text(conf)
    (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path, user="user root;"))
    made = Front([program, "-c", str(tmp_path / "nginx.conf"), "-g", "daemon off;"], port)
    yield made
    made.stop()


Answer = tuple[int, dict[str, str], bytes]


def get(front: Front, path: str, **headers: str) -> Answer:
    line = http.client.HTTPConnection(*front.address, timeout=20)
    line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


TIMES = struct.Struct("=Qqqqqq")
"""How a kept answer of nginx begins: the file's version, until when it is fresh, may be renewed, may stand in for a
fault; when it was changed, when it was made."""


def older(cache: Path, seconds: int) -> int:
    """Make what nginx keeps as old as if it had been kept so much longer, while nginx does not run. How many there
    are."""
    kept = [file for file in cache.rglob("*") if file.is_file()]
    for file in kept:
        held = bytearray(file.read_bytes())
        version, *times = TIMES.unpack_from(held)
        assert version == 5, "another nginx may write this down in another way"
        TIMES.pack_into(held, 0, version, *(each - seconds if each > 0 else each for each in times))
        file.write_bytes(held)
    return len(kept)


def public(publication: Publication) -> list[str]:
    """Addresses of every sort that a published check has, with and without files in the tree."""
    uid, page = publication.fact_check.claim.uid, desk.path_of(publication)
    return [
        "/", "/checks/", "/ratings/", "/how-we-work/", "/corrections/", "/corrections/feed.xml", "/feed.xml",
        "/rss.xml", "/feed.json", "/sitemap.xml", "/robots.txt", "/topics/", "/claimants/", page,
        f"{page}check.json", f"{page}v/1/", f"{page}timemap/", f"{page}cite.bib", f"{page}method.json",
        f"/embed/claim/{uid}/", "/embed/checks/", "/embed.js", f"/embed/claim/{uid}/?shape=line",
        "/checks/?q=experts", "/v1alpha1/claims:search?query=experts", "/claimreview.json",
        f"/oembed?url=http://harbor.example{page}", "/api/v1/checks/", "/api/v1/checks/?q=experts",
        f"/api/v1/checks/{uid}/", "/api/v1/corrections/",
    ]  # fmt: skip


NEVER = ("/corrections/request/", "/corrections/requests/", "/accounts/login/", "/desk/", "/api/v1/articles/")
"""What is one person's alone, or changes with each request."""


@pytest.mark.django_db(transaction=True)
def test_nginx_keeps_what_is_public_and_nothing_else(
    front: Front, live_server: Any, tmp_path: Path, harbor: Organisation, ada: Actor, ben: Actor
) -> None:
    Organisation.objects.filter(pk=harbor.pk).update(base_url="http://harbor.example", public_host=None)
    for actor in (ada, ben):
        actor.organisation.refresh_from_db()
    render_newsroom(ada.organisation)
    publication = desk.publish(ada, ben, about(ada, "Machines", claimant="Jo Doe"))
    Tree(tmp_path).follow()
    paths = public(publication)

    first = {path: get(front, path, Accept_Encoding="gzip") for path in paths}
    assert {path: status for path, (status, _, _) in first.items() if status != 200} == {}
    validators = {path: headers.get("etag", "") for path, (_, headers, _) in first.items()}
    assert [path for path, tag in validators.items() if not tag] == []
    again = {path: get(front, path, Accept_Encoding="gzip", If_None_Match=validators[path]) for path in paths}
    renewed = [path for path, (status, _, body) in again.items() if (status, body) == (304, b"")]
    assert len(renewed) >= 0.99 * len(paths), sorted(set(paths) - set(renewed))

    for path, (
        _,
        headers,
        body,
    ) in first.items():  # a reader without gzip gets the same, never the packed bytes
        status, plain_headers, plain = get(front, path)
        assert status == 200 and "content-encoding" not in plain_headers, path
        unpacked = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        assert unpacked == plain, path
        assert "set-cookie" not in headers, path
        lasts = re.search(r"stale-if-error=(\d+)", headers["cache-control"])
        assert path == "/embed.js" or (lasts and int(lasts[1]) >= 24 * 3600), (path, headers["cache-control"])
        if headers.get("content-encoding") == "gzip":
            assert "accept-encoding" in headers["vary"].lower(), path
    private = {path: get(front, path) for path in NEVER}
    for path, (_, headers, _) in private.items():
        assert "public" not in headers.get("cache-control", ""), (path, headers)

    for path in ("/v1alpha1/claims:search?query=machines", "/api/v1/checks/?q=machines"):
        asker, next_one = get(front, path), get(front, path)
        assert "r=" in asker[1]["ratelimit"] and "ratelimit" not in next_one[1], path
        assert asker[1]["ratelimit-policy"] == next_one[1]["ratelimit-policy"] and asker[2] == next_one[2]
    assert "ratelimit" in get(front, "/v1alpha1/claims:search")[1]  # a refusal is kept by nobody

    live_server.stop()
    for hours in (0, 24):  # so long ago it went away, and is away still
        front.stop()  # lines to the server that are open still would be answered
        assert (older(tmp_path / "cache", 3600 * hours) > 10) or not hours
        front.start()
        away = {path: get(front, path, Accept_Encoding="gzip") for path in paths}
        gone = {path: status for path, (status, _, _) in away.items() if status != 200}
        assert gone == {}, hours
        assert [path for path in paths if away[path][2] != first[path][2]] == []
        assert {get(front, path)[0] for path in NEVER} == {502}
        assert get(front, "/checks/nobody-asked-aaaaaaaaaaaa/")[0] == 502
    told = f"{len(renewed)} of them 304 when asked again, all there after 24 hours without the workbench"
    print(f"{len(paths)} addresses: {told}")  # noqa: T201


def test_the_header_says_a_day() -> None:
    assert "stale-if-error=86400" in FRESH and "stale-while-revalidate=30" in FRESH
