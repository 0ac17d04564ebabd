"""Make all public files again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.accounts.models import Organisation
from claims.publishing.remaking import render_newsroom


class Command(BaseCommand):
    help = "Render every public page, embed, feed and map again, for all newsrooms or one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--newsroom", metavar="SLUG", help="only this newsroom")

    def handle(self, *args: Any, **options: Any) -> None:
        newsrooms = Organisation.objects.order_by("pk")
        if options["newsroom"]:
            newsrooms = newsrooms.filter(slug=options["newsroom"])
            if not newsrooms.exists():
                raise CommandError(f"There is no newsroom “{options['newsroom']}”.")
        for newsroom in newsrooms:
            changed = render_newsroom(newsroom)
            if options["verbosity"]:
                self.stdout.write(f"{newsroom.name}: {changed} files changed")
