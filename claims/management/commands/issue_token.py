"""manage.py issue_token: a key for a program, printed once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation, User
from claims.accounts.permissions import SCOPES
from claims.accounts.tokens import USUAL_DAYS, issue
from claims.lib.problems import Problem


class Command(BaseCommand):
    """Make a key for one person's programs."""

    help = "Make an API key for a member of a newsroom. The key alone goes to standard output; it is kept nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--newsroom", required=True, help="the newsroom's short name")
        parser.add_argument("--email", required=True, help="whose key it is")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument("--scopes", default="read", help=f"with commas: {', '.join(SCOPES)}")
        parser.add_argument("--days", type=int, default=USUAL_DAYS, help="how long it works")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.make(options)
        except ProgrammingError as error:
            raise CommandError(
                "The database has no tables yet, or old ones. Run `manage.py migrate` first."
            ) from error

    def make(self, options: dict[str, Any]) -> None:
        newsroom = Organisation.objects.filter(slug=options["newsroom"]).first()
        if newsroom is None:
            known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"There is no newsroom “{options['newsroom']}”. Known: {known or 'none yet'}.")
        person = User.objects.filter(email__iexact=options["email"], is_system=False).first()
        if person is None:
            raise CommandError(f"Nobody has the address {options['email']}.")
        if not 0 < options["days"] < 10_000:
            raise CommandError("--days must be a whole number of days above 0.")
        scopes = [each.strip() for each in options["scopes"].split(",") if each.strip()]
        try:
            token, plain = issue(
                by=Actor.of(person, newsroom),
                name=options["name"],
                scopes=scopes,
                expires_at=timezone.now() + timedelta(days=options["days"]),
            )
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(plain)
        self.stderr.write(
            f"Key {token.prefix} of {person} in {newsroom}: {', '.join(token.scopes)}, "
            f"until {token.expires_at:%Y-%m-%d}. It is not shown again."
        )
