"""Settings, Webhooks: who is told what we publish, with what secret, and how each message went."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.accounts.permissions import Permission, require
from claims.desk.doors import Trouble, act, address, done, page, show, whole
from claims.lib.problems import NotFound
from claims.publishing import webhooks
from claims.publishing.webhook_models import Delivery, Off, Told, Webhook

ON_A_PAGE = 30


@page
def hooks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything there is, and a form to add one."""
    return listing(request, actor, None, None)


def listing(
    request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None, **shown: Any
) -> HttpResponse:
    """The list; after adding one with its secret, this once."""
    require(actor, Permission.MANAGE_SETTINGS)
    rows = list(webhooks.standing(actor))
    last = Delivery.objects.visible_to(actor).filter(webhook__in=rows).order_by("webhook", "-pk")
    newest = {each.webhook_id: each for each in last.distinct("webhook").defer("body")}
    context = {
        "lines": [(hook, newest.get(hook.pk)) for hook in rows],
        "kinds": Told.choices,
        "chosen": trouble.values.getlist("kinds") if trouble else Told.values,
        "tab": "webhooks",
        **shown,
    }
    return show(request, "desk/webhooks.html", context, section="settings", trouble=trouble)


@page
def hook(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One webhook and its log."""
    return one(request, actor, hook_of(actor, uid), None)


def one(
    request: HttpRequest, actor: Actor, thing: Webhook, trouble: Trouble | None, **shown: Any
) -> HttpResponse:
    """The page of one; after a new secret with that, this once."""
    require(actor, Permission.MANAGE_SETTINGS)
    found = Webhook.objects.select_related("by").get(pk=thing.pk)
    part = Paginator(found.deliveries.order_by("-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "hook": found,
        "part": part,
        "keep": "",
        "kept_days": settings.WEBHOOK_LOG_DAYS,
        "kinds": Told.choices,
        "chosen": trouble.values.getlist("kinds") if trouble and trouble.form == "hook" else found.kinds,
        "tab": "webhooks",
        **shown,
    }
    return show(request, "desk/webhook.html", context, section="settings", trouble=trouble)


@act(thing=lambda actor: None, back=listing, form="hook")
def add(request: HttpRequest, actor: Actor, thing: None) -> HttpResponse:
    """Add one, and show its secret this once."""
    made, plain = webhooks.add(
        by=actor,
        name=request.POST.get("name", ""),
        url=request.POST.get("url", ""),
        kinds=request.POST.getlist("kinds"),
    )
    return listing(request, actor, None, None, made=made, plain=plain)


def hook_of(actor: Actor, uid: str) -> Webhook:
    """Removed ones are gone."""
    found = Webhook.objects.get_visible(actor, uid)
    if found.ended_at is not None:
        raise NotFound(detail="This webhook was removed.")
    return found


@act(thing=hook_of, back=one, form="hook")
def change(request: HttpRequest, actor: Actor, found: Webhook) -> HttpResponse:
    """Name, address, what it is told."""
    webhooks.change(
        found,
        by=actor,
        row_version=whole(request.POST.get("row_version"), "row_version"),
        changes={
            "name": request.POST.get("name", ""),
            "url": request.POST.get("url", ""),
            "kinds": request.POST.getlist("kinds"),
        },
    )
    return done(request, address("webhook", found.uid), "Saved")


@act(thing=hook_of, back=one, form="acts")
def switch(request: HttpRequest, actor: Actor, found: Webhook) -> HttpResponse:
    """Off, or on again."""
    off = "" if found.off else Off.PERSON.value
    webhooks.change(found, by=actor, row_version=None, changes={"off": off})
    return done(request, address("webhook", found.uid), "Switched off" if off else "Switched on")


@act(thing=hook_of, back=one, form="acts")
def rotate(request: HttpRequest, actor: Actor, found: Webhook) -> HttpResponse:
    """A new secret, shown this once."""
    plain = webhooks.rotate(found, by=actor)
    return one(request, actor, found, None, plain=plain)


@act(thing=hook_of, back=one, form="acts")
def end_old(request: HttpRequest, actor: Actor, found: Webhook) -> HttpResponse:
    """Sign with the new secret only."""
    webhooks.end_old(found, by=actor)
    return done(request, address("webhook", found.uid), "Only the new secret is used now")


@act(thing=hook_of, back=one, form="acts")
def try_out(request: HttpRequest, actor: Actor, found: Webhook) -> HttpResponse:
    """Send a message that says nothing but that it works."""
    webhooks.try_out(found, by=actor)
    return done(request, address("webhook", found.uid), "On its way: reload to see how it went")


@act(thing=hook_of, back=one, form="acts")
def remove(request: HttpRequest, actor: Actor, found: Webhook) -> HttpResponse:
    """Tell it nothing more."""
    webhooks.remove(found, by=actor)
    return done(request, address("webhooks"), f"“{found.name}” is told nothing more")


def delivery_of(actor: Actor, uid: str) -> Delivery:
    found: Delivery = Delivery.objects.select_related("webhook").get_visible(actor, uid)
    return found


def its_page(request: HttpRequest, actor: Actor, found: Delivery, trouble: Trouble | None) -> HttpResponse:
    """A message is shown on its webhook's page."""
    return one(request, actor, found.webhook, trouble)


@act(thing=delivery_of, back=its_page, form="log")
def replay(request: HttpRequest, actor: Actor, found: Delivery) -> HttpResponse:
    """Send a message again."""
    webhooks.replay(found, by=actor)
    return done(request, address("webhook", found.webhook.uid), "Sent again: reload to see how it went")
