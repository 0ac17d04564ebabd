"""Settings, Providers: who is asked for evidence, what each is, how it went lately, and which must answer."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.accounts.permissions import Permission, allows
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.evidence.choosing import choice, choose
from claims.evidence.models import ProviderCall
from claims.evidence.providers import active, registry
from claims.evidence.providers.base import ANSWERED, Provider
from claims.intake.models import Outcome
from claims.publishing.markup import policy_html

DAYS = 7
WORDS = {
    Outcome.OK: "answered",
    Outcome.EMPTY: "answered, nothing found",
    Outcome.NOT_CONFIGURED: "not set up",
    Outcome.BAD_REQUEST: "did not understand",
    Outcome.AUTH: "key not accepted",
    Outcome.FORBIDDEN_CONTENT: "may not show it",
    Outcome.RATE_LIMITED: "asked us to wait",
    Outcome.QUOTA_EXHAUSTED: "allowance used up",
    Outcome.UNAVAILABLE: "not reached",
    Outcome.BLOCKED: "refused us",
    Outcome.MALFORMED: "answer unreadable",
    Outcome.SKIPPED: "not asked",
}


@dataclass
class Line:
    """One provider on the page."""

    provider: Provider
    choice: str
    about: str
    variables: list[tuple[str, str, bool]]
    """Each setting an operator may make: its variable, what it is for, whether it is set."""
    outcomes: list[tuple[str, int]] = field(default_factory=list)
    last: Any = None
    """The last question that has been answered, or has failed."""

    @property
    def is_failing(self) -> bool:
        return self.last is not None and self.last.outcome not in (*ANSWERED, Outcome.SKIPPED)


@page
def providers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everybody reads, admins choose."""
    return listing(request, actor, actor.organisation, None)


def listing(
    request: HttpRequest, actor: Actor, organisation: Organisation, trouble: Trouble | None
) -> HttpResponse:
    """The page; after a refusal with the words on top."""
    asked = active()
    context = {
        "lines": lines(actor, asked),
        "others": sorted(
            (each for each in registry().values() if each not in asked and each.name != "fake"),
            key=lambda each: each.label,
        ),
        "organisation": Organisation.objects.get(pk=organisation.pk),
        "may_change": allows(actor, Permission.MANAGE_SETTINGS),
        "days": DAYS,
        "tab": "providers",
    }
    return show(request, "desk/settings_providers.html", context, section="settings", trouble=trouble)


def lines(actor: Actor, asked: list[Provider]) -> list[Line]:
    """What the page says of each provider, with two queries for all of them."""
    calls = ProviderCall.objects.visible_to(actor).exclude(outcome="")
    since = timezone.now() - timedelta(days=DAYS)
    counted: dict[str, list[tuple[str, int]]] = {}
    tallied = calls.filter(created_at__gte=since).values_list("provider", "outcome")
    for name, outcome, n in tallied.annotate(n=Count("pk")).order_by("-n", "outcome"):
        counted.setdefault(name, []).append((WORDS.get(outcome, outcome), n))
    newest = calls.order_by("provider", "-pk").distinct("provider").defer("reply")
    last = {each.provider: each for each in newest}
    return [
        Line(
            provider=each,
            choice=choice(actor.organisation, each),
            about=policy_html(each.description),
            variables=variables(each),
            outcomes=counted.get(each.name, []),
            last=last.get(each.name),
        )
        for each in asked
    ]


def variables(provider: Provider) -> list[tuple[str, str, bool]]:
    """The environment's variables for its settings; never their values: some are keys."""
    made = []
    for setting in provider.settings:
        name = f"PROVIDER_{provider.name.upper()}_{setting['name']}"
        made.append((name, str(setting["about"]), bool(os.environ.get(name))))
    return made


@act(thing=lambda actor: actor.organisation, back=listing, form="providers")
def change(request: HttpRequest, actor: Actor, organisation: Organisation) -> HttpResponse:
    """Which are required, optional or off."""
    chosen = {each.name: request.POST[each.name] for each in active() if each.name in request.POST}
    version = whole(request.POST.get("row_version"), "row_version")
    choose(by=actor, row_version=version, choices=chosen)
    return done(request, address("providers_settings"), "Saved")
