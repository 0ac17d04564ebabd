"""manage.py create_newsroom: a newsroom and its first admin, without the demo."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from claims.accounts.models import User
from claims.accounts.newsrooms import create_newsroom
from claims.lib.problems import Problem


class Command(BaseCommand):
    """Make a newsroom."""

    help = (
        "Make a newsroom and its first admin. The admin's password is NEWSROOM_ADMIN_PASSWORD, or asked for on a "
        "terminal, or made up and printed once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="its name, as readers see it")
        parser.add_argument("--slug", default="", help="its short name for commands; made from the name")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--host", default="", help="the public host, such as checks.example.org")
        parser.add_argument("--base-url", default="", help="what public links begin with; made from --host")
        parser.add_argument("--language", default="en")
        parser.add_argument("--timezone", default="UTC")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.make(options)
        except ProgrammingError as error:
            raise CommandError(
                "The database has no tables yet, or old ones. Run `manage.py migrate` first."
            ) from error

    def make(self, options: dict[str, Any]) -> None:
        known = User.objects.filter(email__iexact=options["admin_email"], is_system=False).exists()
        password, made_up = (None, False) if known else choose_password()
        scheme = "https" if settings.SECURE else "http"
        base_url = options["base_url"] or (f"{scheme}://{options['host']}" if options["host"] else "")
        try:
            newsroom = create_newsroom(
                name=options["name"],
                slug=options["slug"],
                admin_email=options["admin_email"],
                admin_name=options["admin_name"],
                password=password,
                public_host=options["host"],
                base_url=base_url,
                language=options["language"],
                timezone=options["timezone"],
            )
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Newsroom {newsroom.name} ({newsroom.slug}) is ready.")
        self.stdout.write(f"  Sign in:  {settings.BASE_URL}{settings.LOGIN_URL} as {options['admin_email']}")
        if known:
            self.stdout.write("  Password: the one this account has already")
        elif made_up:
            self.stdout.write(
                f"  Password: {password}  (shown once; change it under Settings, Your password)"
            )
        self.stdout.write(f"  Readers:  {newsroom.base_url or settings.BASE_URL}/")


def choose_password() -> tuple[str, bool]:
    """The admin's password, and whether it was made up here."""
    given = os.environ.get("NEWSROOM_ADMIN_PASSWORD", "")
    if given:
        return given, False
    if sys.stdin is not None and sys.stdin.isatty():
        typed = getpass.getpass("Password for the admin (empty: make one up): ")
        if typed:
            if getpass.getpass("The same again: ") != typed:
                raise CommandError("The two passwords differ. Nothing was made; try again.")
            return typed, False
    return secrets.token_urlsafe(12), True
