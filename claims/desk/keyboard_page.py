"""Settings of keys: change single characters, or switch them off. Kept with the person, so on every machine."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.desk import keyboard
from claims.desk.doors import Trouble, act, address, done, show


def settings_of_keys(
    request: HttpRequest, actor: Actor, thing: object, trouble: Trouble | None
) -> HttpResponse:
    """Each character with everything it does and a field for one's own."""
    own = actor.user.key_choices.get("own") or {}
    context = {
        "tab": "keyboard",
        "keys": [
            {"key": key, "does": does, "own": own.get(key, ""), "field": keyboard.field_of(key)}
            for key, does in keyboard.changeable().items()
        ],
        "off": bool(actor.user.key_choices.get("off")),
        "changed": bool(actor.user.key_choices),
    }
    return show(request, "desk/keyboard.html", context, section="settings", trouble=trouble)


@act(thing=lambda actor: None, back=settings_of_keys, form="keys")
def choose(request: HttpRequest, actor: Actor, thing: object) -> HttpResponse:
    """Keep what was chosen; with `defaults` go back to the table's keys."""
    if request.POST.get("defaults"):
        choices = {}
    else:
        typed = {key: request.POST.get(keyboard.field_of(key), "") for key in keyboard.changeable()}
        choices = keyboard.chosen(typed, off=bool(request.POST.get("off")))
    actor.user.key_choices = choices
    actor.user.save(update_fields=["key_choices"])
    said = "Back to the defaults" if request.POST.get("defaults") else "Keys saved"
    return done(request, address("keyboard"), said)
