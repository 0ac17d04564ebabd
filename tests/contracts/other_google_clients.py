"""Programs of others that speak to Google's interface, as they are: a wrapper in Python, google-factCheck-helpers by
josemreis, and a package for R, factcheck by news-r, both on GitHub. Neither takes another address: each is told of a
proxy that answers for Google's, with a certificate made for the occasion. By hand, with the folder of each; the one for
R needs httr, purrr, tibble, assertthat, R6 and jsonlite:

    FACTCHECK_PYTHON=folder FACTCHECK_R=folder GOOGLE_CHECKS=1000 \\
        .venv/bin/python -m pytest tests/contracts/other_google_clients.py -n 0 -s
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.contracts.test_google_clients import MANY, SITE, by_python, expected

__all__ = ["expected"]

HOSTS = ("factchecktools.googleapis.com", "content-factchecktools.googleapis.com")
PYTHON = """
import json, sys
from google_fc_helpers.google_fc_wrapper import claim_search
asked = dict(key="any-key", query=None, languageCode="en-US", reviewPublisherSiteFilter=sys.argv[1], pageSize=50)
found = claim_search(query=asked)
claims = found.claim_search(dict(asked), verbose=False, max_retries=1)
print(json.dumps([[c["text"], c["claimReview"][0]["textualRating"], c["claimReview"][0]["url"]] for c in claims]))
"""
R = """
httr::set_config(httr::config(proxy = Sys.getenv("HTTPS_PROXY"), cainfo = Sys.getenv("CURL_CA_BUNDLE")))
suppressMessages(library(factcheck))
factcheck_key("any-key")
found <- fact_check(publisher = "SITE", lang = "en-US", pages = PAGES)
said <- lapply(seq_len(nrow(found)), function(n) {
  review <- found$claimReview[[n]]
  list(found$text[[n]], review$textualRating, review$url)
})
cat(jsonlite::toJSON(said, auto_unbox = TRUE))
"""


def certificates(folder: Path) -> tuple[Path, Path]:
    """An authority, and Google's names with their key, signed by it."""
    now = datetime.now(UTC)

    def signed(
        name: str, key: Any, issuer: str, issuer_key: Any, more: list[tuple[Any, bool]]
    ) -> x509.Certificate:
        made = (
            x509.CertificateBuilder().public_key(key.public_key()).serial_number(x509.random_serial_number())
        )
        made = made.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        made = made.issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        for extension, critical in more:
            made = made.add_extension(extension, critical=critical)
        return made.sign(issuer_key, hashes.SHA256())

    root, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    known = x509.SubjectAlternativeName([x509.DNSName(each) for each in HOSTS])
    authority = signed(
        "tests", root, "tests", root, [(x509.BasicConstraints(ca=True, path_length=None), True)]
    )
    theirs = signed(HOSTS[0], leaf, "tests", root, [(known, False)])
    pem = serialization.Encoding.PEM
    trusted, served = folder / "authority.pem", folder / "served.pem"
    trusted.write_bytes(authority.public_bytes(pem))
    key = leaf.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    served.write_bytes(theirs.public_bytes(pem) + key)
    return trusted, served


@pytest.fixture
def surroundings(asgi_server: str, tmp_path: Path, settings: Any) -> Iterator[dict[str, str]]:
    """The environment in which a program finds us behind Google's names."""
    settings.PUBLIC_REQUESTS_PER_MINUTE = 0
    settings.ALLOWED_HOSTS = ["*"]
    trusted, served = certificates(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(served)
    ours = (urlsplit(asgi_server).hostname, urlsplit(asgi_server).port)
    door = socket.create_server(("127.0.0.1", 0))

    def carry(one: Any, other: Any) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)

    def answer(line: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError):
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += line.recv(4096)
            assert asked.split()[1].decode() in {f"{host}:443" for host in HOSTS}, asked
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            inside, behind = context.wrap_socket(line, server_side=True), socket.create_connection(ours)
            back = threading.Thread(target=carry, args=(behind, inside), daemon=True)
            back.start()
            carry(inside, behind)
            back.join(10)
            inside.close()
            behind.close()

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(door.accept()[0],), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    proxy = f"http://127.0.0.1:{door.getsockname()[1]}"
    yield {
        **os.environ, "HTTPS_PROXY": proxy, "https_proxy": proxy, "NO_PROXY": "", "no_proxy": "",
        "REQUESTS_CA_BUNDLE": str(trusted), "CURL_CA_BUNDLE": str(trusted),
    }  # fmt: skip
    door.close()


def copy_of(variable: str) -> str:
    """The folder of somebody's program."""
    folder = os.environ.get(variable, "")
    if not folder:
        pytest.skip(f"{variable} names no folder.")
    return folder


def run(command: list[str], surroundings: dict[str, str]) -> list[Any]:
    said = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=300, check=False)
    assert said.returncode == 0, said.stderr[-2000:]
    found: list[Any] = json.loads(said.stdout.splitlines()[-1])
    return found


def test_the_python_wrapper_reads_what_googles_own_client_reads(
    asgi_server: str,
    surroundings: dict[str, str],
    expected: set[str],  # noqa: F811 - the fixture
) -> None:
    surroundings["PYTHONPATH"] = copy_of("FACTCHECK_PYTHON")
    found = run([sys.executable, "-c", PYTHON, SITE], surroundings)
    print(f"the wrapper in Python: {len(found)} of {MANY}")  # noqa: T201
    assert found == by_python(asgi_server) and {text for text, _, _ in found} == expected


def test_the_package_for_r_reads_what_googles_own_client_reads(
    asgi_server: str,
    surroundings: dict[str, str],
    expected: set[str],
    tmp_path: Path,  # noqa: F811 - the fixture
) -> None:
    folder = copy_of("FACTCHECK_R")
    if shutil.which("R") is None:
        pytest.skip("There is no R.")
    surroundings["R_LIBS"] = str(tmp_path)
    subprocess.run(["R", "CMD", "INSTALL", f"--library={tmp_path}", folder], check=True, capture_output=True)
    script = tmp_path / "ask.R"
    script.write_text(R.replace("SITE", SITE).replace("PAGES", str(MANY // 50 + 1)))
    found = run(["Rscript", str(script)], surroundings)
    print(f"the package for R: {len(found)} of {MANY}")  # noqa: T201
    assert found == by_python(asgi_server) and {text for text, _, _ in found} == expected
