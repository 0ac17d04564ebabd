"""How quickly published pages are served: nginx with plain files, nginx with the published tree, and our own server.

Starts a PostgreSQL, a Valkey, our web server and an nginx in a folder under /tmp, and itself again with their addresses
in the environment. Needs nginx and wrk (Debian's packages of these names). Everything is removed at the end.

The same pages are asked for from all three in turn, in one run: of each size so many addresses, spread evenly over all
that are published. The three are asked in rounds, and the medians compared. Besides, one more check is published at
each size, and what that took and wrote is counted.
"""

from __future__ import annotations

import argparse
import getpass
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from claims.ops.benchmarks import _own_servers
from factcheck.servers import CHECKOUT
from factcheck.supervisor import settle_child

NGINX = """\
user {user};
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/public.conf;
    server {{
        listen 127.0.0.1:{plain};
        root {tree}/hosts/_default;
        gzip_static on;
    }}
}}
"""
SCRIPT = """\
local paths = {}
for line in io.lines("ADDRESSES") do paths[#paths + 1] = line end
local n = 0
wrk.headers["Accept-Encoding"] = "gzip"
request = function() n = n % #paths + 1; return wrk.format("GET", paths[n]) end
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checks", type=int, nargs="+", default=[1000, 100_000], help="published checks")
    parser.add_argument("--addresses", type=int, default=1000, help="so many of them are asked for (1000)")
    parser.add_argument("--rounds", type=int, default=3, help="the median of so many (3)")
    parser.add_argument("--seconds", type=int, default=5, help="how long each server is asked in a round (5)")
    parser.add_argument("--connections", type=int, default=32, help="at once (32)")


def run(stdout: OutputWrapper, **options: Any) -> None:
    if folder := _own_servers.folder():
        measure(stdout, folder, **options)
        return
    for program in ("nginx", "wrk"):
        if not (shutil.which(program) or Path(f"/usr/sbin/{program}").exists()):
            raise CommandError(f"There is no {program} here: on Debian, apt-get install nginx wrk.")
    wanted = {name: options[name] for name in ("addresses", "rounds", "seconds", "connections", "checks")}
    _own_servers.run_inside("serving", stdout, wanted, {"PUBLISH_DELAY_SECONDS": "0"})


def measure(stdout: OutputWrapper, folder: Path, **options: Any) -> None:
    """Publish, serve, ask, and print a line for each size."""
    from claims.ops.benchmarks._published import Newsroom, grow, twins
    from claims.publishing.models import PublicFile
    from claims.publishing.tree import Tree

    newsroom = Newsroom.open(base_url="http://bench.example")
    model = newsroom.publish(newsroom.approved("How many ships came"))
    paths: list[str] = []
    tree = Tree(folder / "tree")
    sizes = sorted(options["checks"])
    for count in sizes:
        began = time.monotonic()
        paths += grow(newsroom, model, count - 1)
        grown = time.monotonic()
        tree.follow()
        stdout.write(
            f"{count:,} checks: rows and pages in {grown - began:.0f} s, files in {time.monotonic() - grown:.0f} s"
        )
        took: list[float] = []
        for n in range(3):
            case = newsroom.approved(f"One more, {count} {n}")
            before = dict(PublicFile.objects.values_list("path", "etag"))
            began = time.monotonic()
            newsroom.publish(case)
            took.append(time.monotonic() - began)
            after = dict(PublicFile.objects.values_list("path", "etag"))
        written = sum(before.get(path) != etag for path, etag in after.items())
        stdout.write(
            f"{count:,} checks: publishing one more takes {statistics.median(took):.2f} s and writes {written} files"
        )
        step = max(1, len(paths) // options["addresses"])
        chosen = paths[::step][: options["addresses"]]
        twins(newsroom, chosen)
        tree.follow()
        rates = _rates(folder, tree.folder, chosen, newsroom, **options)
        plain = rates["nginx, plain files"]
        for name, rate in rates.items():
            stdout.write(f"{count:,} checks: {name}: {rate:,.0f} a second, {rate / plain:.2f} of plain files")
        stdout.flush()


def _rates(folder: Path, tree: Path, paths: list[str], newsroom: Any, **options: Any) -> dict[str, float]:
    ours, front, plain = _free_port(), _free_port(), _free_port()
    (folder / "paths").write_text("\n".join(paths))
    named = re.compile(r"^/checks/(.+)-([a-z0-9]{12})/$")
    files = [named.sub(r"/checks/\2/page.\1.html", path) for path in paths]
    (folder / "files").write_text("\n".join(files))
    asked = {
        "nginx, plain files": (plain, folder / "files"),
        "nginx, the published tree": (front, folder / "paths"),
        "our own server": (ours, folder / "paths"),
    }
    rates: dict[str, list[float]] = {name: [] for name in asked}
    with _nginx(folder, tree, plain=plain, front=front, ours=ours), _web(ours):
        for port, addresses in asked.values():
            _check_same(port, addresses.read_text().split("\n"), paths, ours)
        for _ in range(options["rounds"]):
            for name, (port, addresses) in asked.items():
                rates[name].append(_wrk(folder, port, addresses, **options))
    return {name: statistics.median(found) for name, found in rates.items()}


def _wrk(folder: Path, port: int, listed: Path, **options: Any) -> float:
    (folder / "ask.lua").write_text(SCRIPT.replace("ADDRESSES", str(listed)))
    command = [
        "wrk", "-t1", f"-c{options['connections']}", f"-d{options['seconds']}s", "-s", str(folder / "ask.lua"),
        f"http://127.0.0.1:{port}",
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise CommandError(f"Not every answer was right:\n{said}")
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])


def _check_same(port: int, addresses: list[str], paths: list[str], ours: int) -> None:
    """Every server gives out the same bytes for each address; ours has seen each once then."""
    for address, path in zip(addresses, paths, strict=True):
        if _body(port, address) != _body(ours, path):
            raise CommandError(f"{address} differs from {path}.")


def _body(port: int, path: str) -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own servers
        if answer.headers.get("Content-Encoding") != "gzip":
            raise CommandError(f"{path} is not compressed.")
        return bytes(answer.read())


@contextmanager
def _nginx(folder: Path, tree: Path, *, plain: int, front: int, ours: int) -> Iterator[None]:
    from claims.publishing.front import nginx_conf

    conf = nginx_conf(folder=str(tree), upstream=f"127.0.0.1:{ours}", listen=f"127.0.0.1:{front}")
    (folder / "public.conf").write_text(conf)
    user = "root" if os.getuid() == 0 else getpass.getuser()
    main = NGINX.format(folder=folder, tree=tree, plain=plain, user=user)
    (folder / "nginx.conf").write_text(main)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-g", "daemon off;"])
    try:
        _wait_for(plain)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _web(port: int) -> Iterator[None]:
    command = [
        sys.executable, "-m", "gunicorn", "factcheck.asgi:application", "-k", "factcheck.worker.Worker",
        "--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "warning",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=CHECKOUT, preexec_fn=settle_child)
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)


def _wait_for(port: int) -> None:
    """Until it answers, whatever it says: a port is open before anybody is behind it."""
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.settimeout(120)
            line.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: bench.example\r\nConnection: close\r\n\r\n")
            if line.recv(16):
                return
        time.sleep(0.1)
    raise CommandError("A server did not come up.")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
