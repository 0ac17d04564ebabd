"""A real WordPress shows twenty checks, ten of them written from right to left. Not a part of `make test`:

    apt-get install --no-install-recommends wordpress wordpress-theme-twentytwentythree php-cli php-mysql mariadb-server
    .venv/bin/python -m pytest tests/contracts/embeds/wordpress.py -n 0

Its own copy of WordPress, PHP's web server and a MariaDB that only this test can reach are started and ended here.
WordPress may speak to this machine only.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation, Role
from claims.publishing.embed_words import words_of
from claims.publishing.models import Publication
from tests import personas
from tests.journeys.conftest import browser, chromium
from tests.publishing import desk
from tests.verdicts import makers

__all__ = ["browser", "chromium"]

WORDPRESS = Path("/usr/share/wordpress")
THEME = WORDPRESS / "wp-content/themes/twentytwentythree"
NEEDED = ("php", "mariadbd", "mariadb-install-db", "mariadb-admin")

ENGLISH = [
    ("Half of the town’s trees are oaks.", "A third are", "The office counted 1,210 oaks among 3,900 trees."),
    (
        "The bridge was built in 1931.",
        "It opened in 1934",
        "Work began in 1931; the first tram crossed it in 1934.",
    ),
    (
        "Nobody has asked the residents.",
        "They were asked twice",
        "There were two surveys, in 2019 and in 2022.",
    ),
    ("“The harbour is empty” & closed.", "It is neither", "Forty ships called there in May <alone>."),
    ("Rents rose by 40 % in a year.", "By 4 %", "The index of rents rose from 100 to 104 in that year."),
    ("The school has 900 pupils.", "It has 870", "The register of September names 870 pupils."),
    (
        "The council has spent the whole of the money that it was given for the repair of the roads on a feast for "
        "its own members, and has then asked for more of it, as everybody who was there can tell.",
        "The feast was paid by a club",
        "The bill was sent to the sailing club, which paid it in March; the council’s accounts of the year list every "
        "repair of a road with its cost, and their sum is what the council was given.",
    ),
    ("It never rains in July.", "It rained on nine days", "The station noted rain on nine days of July."),
    ("The ferry is free.", "It costs 2 crowns", "The table of fares names 2 crowns for a crossing."),
    (
        "Two of three drivers speed.",
        "One in five does",
        "Of 5,000 cars that were measured, 1,012 were too fast.",
    ),
]
HEBREW = [
    ("מחצית מעצי העיר הם אלונים.", "שליש מהם אלונים", "המשרד ספר 1,210 אלונים מתוך 3,900 עצים."),
    ("הגשר נבנה בשנת 1931.", "הוא נפתח בשנת 1934", "העבודה החלה ב־1931; החשמלית הראשונה חצתה אותו ב־1934."),
    ("איש לא שאל את התושבים.", "הם נשאלו פעמיים", "נערכו שני סקרים, ב־2019 וב־2022."),
    ("הנמל ריק וסגור.", "הוא פתוח", "ארבעים אניות עגנו בו בחודש מאי."),
    ("שכר הדירה עלה ב־40% בשנה.", "הוא עלה ב־4%", "המדד עלה מ־100 ל־104 באותה שנה."),
    ("בבית הספר 900 תלמידים.", "יש בו 870", "ברשימה של ספטמבר מופיעים 870 תלמידים."),
    (
        "המועצה הוציאה את כל הכסף שניתן לה לתיקון הכבישים על סעודה לחבריה, ואחר כך ביקשה עוד כסף, כפי שכל מי שהיה "
        "שם יכול לספר למי שישאל אותו.",
        "מועדון השייט שילם על הסעודה",
        "החשבון נשלח למועדון השייט, והוא שילם אותו במרץ; בספרי המועצה רשום כל תיקון של כביש ומחירו, והסכום שווה "
        "לסכום שניתן לה.",
    ),
    ("ביולי אף פעם לא יורד גשם.", "ירד גשם בתשעה ימים", "התחנה רשמה גשם בתשעה ימים ביולי."),
    ("המעבורת חינם.", "היא עולה 2 כתרים", "בלוח המחירים רשום: 2 כתרים לחצייה."),
    ("שניים מכל שלושה נהגים מהירים מדי.", "אחד מחמישה", "מתוך 5,000 מכוניות שנמדדו, 1,012 נסעו מהר מדי."),
]
RATINGS = ("false", "mostly-false", "mixed", "mostly-true", "true")

PARTS = Path(__file__).parent / "wordpress"


@dataclass(frozen=True)
class Fixture:
    """One published check, its address, and the post it is embedded in."""

    publication: Publication
    url: str
    said: str
    language: str
    post: str = ""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def waited(there: Callable[[], bool], what: str) -> None:
    for _ in range(300):
        if there():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not start")


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=20):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@pytest.fixture
def checks(
    transactional_db: None, live_server: object, harbor: Organisation, northgate: Organisation
) -> list[Fixture]:
    """Ten checks of an English newsroom at 127.0.0.1, ten of a Hebrew one at localhost."""
    port = str(live_server).rpartition(":")[2]
    made: list[Fixture] = []
    for newsroom, host, language, rows in (
        (harbor, "127.0.0.1", "en", ENGLISH),
        (northgate, "localhost", "he", HEBREW),
    ):
        base = f"http://{host}:{port}"
        Organisation.objects.filter(pk=newsroom.pk).update(base_url=base, public_host=host, language=language)
        newsroom.refresh_from_db()
        writer: Actor = personas.person(newsroom, "Ada", Role.REPORTER)
        reviewer: Actor = personas.person(newsroom, "Ben", Role.EDITOR)
        for n, (said, headline, conclusion) in enumerate(rows):
            claim = makers.claim(writer, said, said=said, url=f"https://blog.example/{language}/{n}")
            makers.evidence(writer, claim)
            publication = desk.publish(
                writer,
                reviewer,
                claim,
                rating=RATINGS[n % 5],
                headline=headline,
                conclusion=conclusion,
                claim_text=said[:70],
            )
            made.append(Fixture(publication, base + desk.path_of(publication), said, language))
    # One has been corrected, one taken back: both stay embedded.
    people = personas.person(harbor, "Ada", Role.REPORTER), personas.person(harbor, "Ben", Role.EDITOR)
    desk.correct(made[0].publication, *people, kind="verdict_change", note="Figures came.", rating="true")
    desk.correct(
        made[1].publication, *people, kind="retraction", note="The register was forged.", rating=None
    )
    return made


@pytest.fixture
def posts(checks: list[Fixture], live_server: object) -> Iterator[list[Fixture]]:
    """A WordPress with a post about each check."""
    lacking = [each for each in NEEDED if not shutil.which(each)]
    lacking += [str(each) for each in (WORDPRESS, THEME) if not each.exists()]
    if lacking:
        pytest.skip(f"The packages named above are needed; missing: {', '.join(lacking)}")
    place = Path("/tmp") / f"wordpress-{os.getpid()}"  # short, for the socket's name
    place.mkdir()
    data, sock, folder, port = place / "data", place / "sock", place / "site", free_port()
    home = f"http://127.0.0.1:{port}"
    me = getpass.getuser()
    started: list[subprocess.Popen[bytes]] = []
    try:
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={me}", "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            check=True,
            capture_output=True,
        )  # fmt: skip
        with (place / "log").open("wb") as log:
            started.append(
                subprocess.Popen(
                    ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={sock}", f"--user={me}",
                     "--skip-networking", f"--pid-file={place / 'pid'}"],
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )  # fmt: skip
            waited(sock.exists, "MariaDB")
            admin = ["mariadb-admin", "--no-defaults", f"--socket={sock}", "-u", "root"]
            waited(lambda: subprocess.run([*admin, "ping"], capture_output=True).returncode == 0, "MariaDB")
            subprocess.run([*admin, "create", "wordpress"], check=True)
            shutil.copytree(WORDPRESS, folder, symlinks=False, ignore_dangling_symlinks=True)
            shutil.copy(PARTS / "wp-config.php", folder / "wp-config.php")
            plugins = folder / "wp-content/mu-plugins"
            plugins.mkdir(parents=True, exist_ok=True)
            shutil.copy(PARTS / "nearby.php", plugins)
            (place / "urls.json").write_text(json.dumps([each.url for each in checks]))
            said = {
                **os.environ,
                "BLOG_SOCKET": str(sock),
                "BLOG_HOME": home,
                "BLOG_FOLDER": str(folder),
                "BLOG_LIST": str(place / "urls.json"),
                "NEWSROOM_PORT": str(live_server).rpartition(":")[2],
                "PHP_CLI_SERVER_WORKERS": "4",
            }
            subprocess.run(["php", PARTS / "install.php"], check=True, capture_output=True, env=said)
            written = subprocess.run(["php", PARTS / "write.php"], check=True, capture_output=True, env=said)
            started.append(
                subprocess.Popen(
                    ["php", "-S", f"127.0.0.1:{port}", "-t", str(folder)],
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env=said,
                )
            )
            waited(lambda: answers(home), "PHP")
        addresses: list[str] = json.loads(written.stdout[written.stdout.index(b"[") :])
        yield [
            Fixture(each.publication, each.url, each.said, each.language, post)
            for each, post in zip(checks, addresses, strict=True)
        ]
    finally:
        for process in reversed(started):
            ended(process)
        shutil.rmtree(place, ignore_errors=True)


def embedded(page: Page, each: Fixture) -> None:
    """The card is seen, as high as it is, and its link leads to the check."""
    page.goto(each.post)
    frame = page.locator("iframe.wp-embedded-content")
    expect(frame).to_have_count(1)
    expect(frame).to_be_visible()
    inside = page.frame_locator("iframe.wp-embedded-content")
    expect(inside.locator("html")).to_have_attribute("lang", each.language)
    expect(inside.locator("html")).to_have_attribute("dir", "rtl" if each.language == "he" else "ltr")
    page.wait_for_function(
        "getComputedStyle(document.querySelector('iframe.wp-embedded-content')).position !== 'absolute'"
    )
    expect(page.locator("blockquote.wp-embedded-content")).to_be_hidden()
    card = inside.locator(".cf").bounding_box()
    shown = frame.evaluate("(each) => each.clientHeight")
    assert card
    assert abs(shown - min(max(card["height"], 200), 1000)) <= 2, (each.url, shown, card["height"])
    inside.get_by_role("link", name=words_of(each.language).read).click()
    page.wait_for_url(each.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_wordpress_shows_every_check(posts: list[Fixture], browser: Browser) -> None:  # noqa: F811
    assert len(posts) == 20
    with_script = browser.new_context(viewport={"width": 1100, "height": 900}).new_page()
    without = browser.new_context(java_script_enabled=False).new_page()
    faults: list[str] = []
    with_script.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    with_script.on("pageerror", lambda error: faults.append(str(error)))
    shots = os.environ.get("SHOTS")
    for n, each in enumerate(posts):
        embedded(with_script, each)
        without.goto(each.post)
        quotation = without.locator("blockquote").filter(has=without.locator(f'a[href="{each.url}"]'))
        expect(quotation).to_be_visible()
        expect(quotation).to_contain_text(each.said[:60])
        if shots and n in (0, 1, 6, 16):
            with_script.goto(each.post)
            with_script.wait_for_timeout(500)
            with_script.screenshot(path=f"{shots}/wordpress-{n}.png")
    assert not [each for each in faults if "favicon" not in each and "404" not in each], faults
