"""Published pages as files for a front server."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from claims.publishing.front import UPSTREAM, nginx_conf
from claims.publishing.tree import Tree


class Command(BaseCommand):
    help = "Write published pages as files that nginx can serve; with --follow, for as long as it runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the files are, and stay")
        parser.add_argument("--follow", action="store_true", help="look every second for what has changed")
        parser.add_argument("--nginx", action="store_true", help="only print nginx's configuration for it")
        parser.add_argument("--upstream", default=UPSTREAM, help=f"where the workbench listens ({UPSTREAM})")
        parser.add_argument("--listen", default="80", help="where nginx is to listen (80)")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"].resolve()
        if options["nginx"]:
            conf = nginx_conf(folder=str(folder), upstream=options["upstream"], listen=options["listen"])
            self.stdout.write(conf, ending="")
            return
        tree = Tree(folder)
        while True:
            try:
                done = tree.follow()
            except Error as error:  # the database is away: the files stay as they are
                if not options["follow"]:
                    raise
                self.stderr.write(f"The database did not answer: {error}".strip())
                close_old_connections()
                done = 0
            if done and options["verbosity"]:
                self.stdout.write(f"{done} files written or removed")
            if not options["follow"]:
                return
            time.sleep(1)
