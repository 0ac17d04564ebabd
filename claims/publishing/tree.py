"""Published pages as files, for a front server: `<folder>/sites/<newsroom>/…`, with a link to it for each host.

Only addresses that readers come to by themselves are in it; for what is not there, or not any more, the front server
asks the workbench. A page with a readable slug in its address is kept as `page.<slug>.html` in the folder of its id, so
that another slug finds nothing and is sent on by the workbench, as ever.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from claims.accounts.models import Organisation
from claims.publishing.addresses import base_url
from claims.publishing.models import PublicFile, PublicSite

FIXED = re.compile(r"^/(?:(?:checks|articles|ratings|how-we-work|corrections)/)?$")
WHOLE = re.compile(
    r"^/(?:feed\.xml|rss\.xml|feed\.json|sitemap\.xml|robots\.txt|sitemap/[a-z]+(?:-\d+)?\.xml"
    r"|corrections/feed\.xml|(?:topics|claimants|ratings)/[a-z0-9-]+/(?:feed\.xml|rss\.xml|feed\.json)|share/[a-z0-9./-]+\.png)$"
)
RATING = re.compile(r"^/ratings/[a-z0-9-]+/$")
NAMED = re.compile(r"^/(checks|articles|topics|claimants)/([a-z0-9]{12})/$")
SKEW = timedelta(minutes=2)
"""So far apart may the clocks of machines be that publish: a file whose time lies before the newest one is looked at
all the same."""
AT_A_TIME = 200
CANONICAL = re.compile(rb'<link rel="canonical" href="([^"]+)"')


@dataclass(frozen=True)
class Known:
    """A stored file as it was last seen, and its place in the tree, if it has one."""

    is_right: bool
    etag: str
    place: str | None


NOWHERE = Known(is_right=False, etag="", place=None)


@dataclass
class Tree:
    """The files under one folder, and how far they have followed each newsroom."""

    folder: Path
    seen: dict[int, int] = field(default_factory=dict)
    newest: dict[int, datetime] = field(default_factory=dict)
    paths: dict[int, dict[str, Known]] = field(default_factory=dict)

    def follow(self) -> int:
        """Bring every newsroom's files up to date. Returns how many were written or removed."""
        done = 0
        for organisation in Organisation.objects.order_by("pk"):
            site = PublicSite.objects.in_newsroom(organisation).first()
            generation = site.generation if site else 0
            if self.seen.get(organisation.pk) == generation:
                continue
            done += self._bring_up_to_date(organisation)
            self.seen[organisation.pk] = generation
        self._link_hosts()
        return done

    def _bring_up_to_date(self, organisation: Organisation) -> int:
        root = self.folder / "sites" / organisation.slug
        files = PublicFile.objects.in_newsroom(organisation)
        known = self.paths.setdefault(organisation.pk, {})
        since = self.newest.get(organisation.pk)
        base = base_url(organisation)
        done = 0
        keys, newest = _changed(files, known, base, since)
        for first in range(0, len(keys), AT_A_TIME):
            for file in files.filter(pk__in=keys[first : first + AT_A_TIME]).order_by("pk"):
                place = place_of(file) if _is_right(file, base) else None
                if known.get(file.path, NOWHERE).place != place:
                    done += self._drop(root, known, file.path)
                if place is not None:
                    done += write(root / place, bytes(file.body), bytes(file.gzip) if file.gzip else None)
                known[file.path] = Known(_is_right(file, base), file.etag, place)
        if len(known) != files.count():
            standing = set(files.values_list("path", flat=True))
            for path in [path for path in known if path not in standing]:
                done += self._drop(root, known, path)
        if since is None:
            done += self._remove_strays(root, {each.place for each in known.values() if each.place})
        if newest is not None:
            self.newest[organisation.pk] = newest
        return done

    def _drop(self, root: Path, known: dict[str, Known], path: str) -> int:
        place = known.pop(path, NOWHERE).place
        if not place:
            return 0
        for each in (root / place, root / f"{place}.gz"):
            each.unlink(missing_ok=True)
        return 1

    def _remove_strays(self, root: Path, wanted: set[str]) -> int:
        """What an earlier run left and is not published any more."""
        done = 0
        for path in list(_files(root)):
            place = path.relative_to(root).as_posix().removesuffix(".gz")
            if place not in wanted:
                path.unlink()
                done += 1
        return done

    def _link_hosts(self) -> None:
        """One link for each newsroom's public host, and `_default` for any other host."""
        hosts = self.folder / "hosts"
        hosts.mkdir(parents=True, exist_ok=True)
        newsrooms = list(Organisation.objects.order_by("-is_default", "pk"))
        wanted = {each.public_host.partition(":")[0]: each.slug for each in newsrooms if each.public_host}
        if newsrooms:
            wanted["_default"] = newsrooms[0].slug
        for name, slug in wanted.items():
            link, target = hosts / name, f"../sites/{slug}"
            if not link.is_symlink() or link.readlink() != Path(target):
                made = hosts / f".{name}.{secrets.token_hex(4)}"
                made.symlink_to(target)
                made.replace(link)
        for link in hosts.iterdir():
            if link.name not in wanted:
                link.unlink()


def _changed(
    files: Any, known: dict[str, Known], base: str, since: datetime | None
) -> tuple[list[int], datetime | None]:
    """The keys of files that are not as they were last seen, read without their bytes, and the newest file's time."""
    newest, keys = since, []
    rows = files.filter(rendered_at__gte=since - SKEW) if since else files
    for file in rows.defer("body", "gzip").order_by("pk").iterator(chunk_size=2000):
        newest = max(file.rendered_at, newest or file.rendered_at)
        seen = known.get(file.path)
        if seen is None or (seen.is_right, seen.etag) != (_is_right(file, base), file.etag):
            keys.append(file.pk)
    return keys, newest


def _is_right(file: PublicFile, base: str) -> bool:
    return file.status == 200 and file.base_url == base


def place_of(file: PublicFile) -> str | None:
    """Where in the tree a stored file stands, or None for one that the workbench serves itself."""
    if FIXED.match(file.path) or RATING.match(file.path):
        return f"{file.path.strip('/')}/index.html".lstrip("/")
    if WHOLE.match(file.path):
        return file.path.lstrip("/")
    named = NAMED.match(file.path)
    if named is None:
        return None
    canonical = CANONICAL.search(bytes(file.body)[:20_000])
    address = canonical.group(1).decode() if canonical else ""
    slug = re.search(rf"/{named[1]}/(.+)-{named[2]}/$", address)
    if slug is None or not re.fullmatch(r"[a-z0-9_-]{1,100}", slug.group(1)):
        return None
    return f"{named[1]}/{named[2]}/page.{slug.group(1)}.html"


def write(path: Path, body: bytes, zipped: bytes | None) -> int:
    """A file and its compressed twin, each of them whole at every moment. 0 where they stand like that already."""
    twin = path.with_name(path.name + ".gz")
    with suppress(OSError):
        if path.read_bytes() == body and (zipped is None or twin.read_bytes() == zipped):
            return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    if zipped is None:
        twin.unlink(missing_ok=True)
    for place, content in ((twin, zipped), (path, body)):
        if content is not None:
            made = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
            made.write_bytes(content)
            made.replace(place)
    return 1


def _files(root: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        for folder, _, names in os.walk(root):
            yield from (Path(folder) / name for name in names)
