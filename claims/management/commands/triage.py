"""`manage.py triage SOURCE`: what to check in one article, in the terminal."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from claims.accounts.acting import Actor
from claims.accounts.hosts import newsroom_for_host
from claims.accounts.models import Organisation
from claims.annotation.suggesting import suggest
from claims.lib.problems import Problem
from claims.ops import triage, triage_page
from claims.ops.piping import leave_quietly
from claims.ops.triage_saving import save


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Propose what to check in a file (txt, html, docx, pdf) or at an address. Keeps nothing "
        "without --save."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="a file or an http(s) address")
        parser.add_argument("--json", action="store_true", help="print the triage object and nothing else")
        parser.add_argument(
            "--no-evidence", action="store_true", help="don't look for earlier checks and evidence"
        )
        parser.add_argument("--low", action="store_true", help="show passages of low worth as well")
        parser.add_argument(
            "--save", metavar="NEWSROOM", default="", help="keep the article in this newsroom (its slug)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._triage(options)
        except Problem as problem:
            raise CommandError(" ".join(str(problem).split())) from problem
        except BrokenPipeError:
            leave_quietly()
        finally:
            self._tell("")

    def _triage(self, options: dict[str, Any]) -> None:
        saved_in = _newsroom(options["save"]) if options["save"] else None
        newsroom = saved_in
        if newsroom is None and not options["no_evidence"]:
            newsroom = _default_newsroom()
        self._tell("reading the article")
        article = triage.read(options["source"])
        found = triage.triage(
            article,
            newsroom=None if options["no_evidence"] else newsroom,
            evidence=not options["no_evidence"],
            tell=self._tell,
        )
        if newsroom is None and not options["no_evidence"]:
            self.stderr.write(
                "There is no newsroom yet, so nobody was asked for evidence. Make one: manage.py "
                "create_newsroom."
            )
        self._tell("")
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for line in triage_page.lines(found, with_low=options["low"]):
                self.stdout.write(line)
        if saved_in is not None:
            kept = save(article, by=Actor.system(saved_in))
            made = suggest(kept.latest) if kept.latest else []
            self.stderr.write(f"Kept in {saved_in.name} as article {kept.uid} with {len(made)} suggestions.")

    def _tell(self, words: str) -> None:
        """Progress, on one line that is wiped again; only where somebody watches."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[2K{words}")
            sys.stderr.flush()


def _default_newsroom() -> Organisation | None:
    """The default newsroom; None where the installation is new and has no tables or no newsroom yet."""
    try:
        return newsroom_for_host("")
    except DatabaseError:
        return None


def _newsroom(slug: str) -> Organisation:
    try:
        found = Organisation.objects.filter(slug=slug).first()
    except DatabaseError as error:
        raise Problem(
            "newsroom.no_tables", "The database has no tables yet.", next_step="Run manage.py migrate first."
        ) from error
    if found is None:
        known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:10])
        raise Problem(
            "newsroom.unknown",
            f"There is no newsroom {slug!r}.",
            next_step=f"There are: {known or 'none yet'}.",
        )
    return found
