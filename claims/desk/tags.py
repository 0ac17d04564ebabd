"""Template tags of the desk: fields that keep what was typed and show what was wrong beside it."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("desk/parts/field.html", takes_context=True)
def field(
    context: template.Context,
    form: str,
    name: str,
    label: str,
    *,
    value: Any = "",
    hint: str = "",
    kind: str = "text",
    rows: int = 3,
    choices: Any = (),
    required: bool = False,
    maximum: int | None = None,
    placeholder: str = "",
    serif: bool = False,
    hide_label: bool = False,
    autocomplete: str = "off",
) -> dict[str, Any]:
    """One labelled field: `kind` is text, area, select, date, number, url, file or check. After a refusal it holds
    what was typed, and the words for it."""
    trouble = context.get("trouble")
    mine = trouble is not None and trouble.form == form
    typed = trouble.typed(name) if mine else None
    if mine and kind == "check":
        typed = trouble.typed(name) or ""
    return {
        "id": f"{form}-{name}".replace(".", "-"),
        "name": name,
        "label": label,
        "value": _plain(value) if typed is None else typed,
        "hint": hint,
        "kind": kind,
        "rows": rows,
        "choices": [(str(each), words) for each, words in choices],
        "required": required,
        "maximum": maximum,
        "placeholder": placeholder,
        "serif": serif,
        "hide_label": hide_label,
        "autocomplete": autocomplete,
        "fault": trouble.fault(name) if mine else "",
    }


@register.inclusion_tag("desk/parts/refusal.html", takes_context=True)
def refusal(context: template.Context, form: str) -> dict[str, Any]:
    """Why this form was refused and what to do next; nothing where it was not."""
    trouble = context.get("trouble")
    return {"problem": trouble.problem if trouble is not None and trouble.form == form else None, "form": form}


@register.simple_tag(takes_context=True)
def typed(context: template.Context, form: str, name: str, value: Any = "") -> Any:
    """What was typed into this field of this form after a refusal, else `value`."""
    trouble = context.get("trouble")
    if trouble is None or trouble.form != form:
        return _plain(value)
    kept = trouble.typed(name)
    return _plain(value) if kept is None else kept


@register.simple_tag(takes_context=True)
def refused(context: template.Context, form: str) -> bool:
    """Whether it was this form that was refused (so that it stays open)."""
    trouble = context.get("trouble")
    return trouble is not None and trouble.form == form


@register.filter
def undo_address(tags: str | None) -> str:
    """The address in a message's `undo:…` tag, or an empty string."""
    for tag in (tags or "").split():
        if tag.startswith("undo:"):
            return tag.removeprefix("undo:")
    return ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """mapping[key], or an empty string."""
    try:
        return mapping.get(key, "")
    except AttributeError:
        return ""


@register.filter
def figure(value: Any) -> str:
    """A parsed number as an editor writes it: 1000000000.0 → 1,000,000,000; 0.5 → 0.5."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return f"{number:,.0f}" if number == int(number) else f"{number:,.6g}"


@register.filter
def percent(value: Any) -> str:
    """0.5 → 50 %."""
    try:
        return f"{float(value) * 100:.3g} %"
    except (TypeError, ValueError):
        return ""


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value
