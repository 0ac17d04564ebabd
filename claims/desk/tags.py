"""Template tags of the desk: fields that keep what was typed and show what was wrong beside it."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join

from claims.accounts.models import User
from claims.annotation import amounts
from claims.annotation.models import Prediction
from claims.desk import happenings, keyboard, ranks
from claims.desk.doors import Trouble
from claims.evidence.archived_copies import day_of, distance
from claims.evidence.models import Candidate
from claims.intake.differences import word_diff
from claims.lib import directions
from claims.publishing.addresses import public_url

register = template.Library()

_QUOTED = re.compile(r"[“\"]([^”\"]+)[”\"]")
JOB_WORDS = {
    "intake.fetch": "Fetch a page",
    "evidence.look_in_archive": "Look in the Internet Archive",
    "evidence.second_witness": "Ask for a second witness",
    "matching.index": "Make a copy searchable",
    "annotation.read": "Read a text and suggest claims",
    "matching.match_suggestions": "Look for earlier checks",
    "matching.match_claim": "Look for earlier checks",
    "evidence.gather_high": "Look for evidence",
    "evidence.gather": "Look for evidence",
    "evidence.print": "Make a copy comparable",
    "evidence.place_found": "Find passages in kept copies",
    "verdicts.open_case": "Open a check",
    "verdicts.settle_case": "Keep a check in step with its claim",
    "verdicts.note_evidence": "Note new evidence",
    "publishing.carry_out": "Publish",
    "publishing.compare_cited": "See whether cited words still stand there",
    "publishing.note_gone": "See whether a cited page has gone",
    "publishing.announce": "Tell webhooks",
    "publishing.look_at_page": "Look at the public page",
    "publishing.render": "Make public pages",
    "publishing.render_newsroom": "Make public pages",
}
QUIET_REASONS = ("base", "length", "wording")
PROVIDERS = {
    "archive": "Own archive",
    "own_archive": "Own archive",
    "earlier_checks": "Earlier checks",
    "checks": "Earlier checks",
}
RELATIONS = {
    "same": "Same claim",
    "near": "Nearly the same claim",
    "altered": "An altered copy",
    "contradicts": "Contradicts",
    "unrelated": "Unrelated",
}


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
    trouble = _trouble(context, form)
    typed = trouble.typed(name) if trouble is not None else None
    if trouble is not None and kind == "check":
        typed = typed or ""
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
        "fault": trouble.fault(name) if trouble is not None else "",
    }


@register.inclusion_tag("desk/parts/refusal.html", takes_context=True)
def refusal(context: template.Context, form: str) -> dict[str, Any]:
    """Why this form was refused and what to do next; nothing where it was not."""
    trouble = context.get("trouble")
    return {
        "problem": trouble.problem if trouble is not None and trouble.form == form else None,
        "form": form,
    }


@register.simple_tag(takes_context=True)
def typed(context: template.Context, form: str, name: str, value: Any = "") -> Any:
    """What was typed into this field of this form after a refusal, else `value`."""
    trouble = _trouble(context, form)
    if trouble is None:
        return _plain(value)
    kept = trouble.typed(name)
    return _plain(value) if kept is None else kept


@register.simple_tag(takes_context=True)
def fault(context: template.Context, form: str, name: str) -> str:
    """The words for this field of this form after a refusal, or an empty string."""
    trouble = _trouble(context, form)
    return trouble.fault(name) if trouble is not None else ""


@register.simple_tag(takes_context=True)
def refused(context: template.Context, form: str) -> bool:
    """Whether it was this form that was refused (so that it stays open)."""
    return _trouble(context, form) is not None


@register.simple_tag
def keyboard_data(user: User) -> dict[str, Any]:
    """The table of keys with this person's choices, for `keys.js`."""
    return keyboard.on_page(user.key_choices)


@register.filter
def undo_event(tags: str | None) -> str:
    """The line of history in a message's `undo:…` tag, or an empty string."""
    for tag in (tags or "").split():
        if tag.startswith("undo:"):
            return tag.removeprefix("undo:")
    return ""


@register.filter
def written_from(language: str | None) -> str:
    """Which way a text's language is written: the gutter stands where its lines begin."""
    return directions.written_from(language or "en")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """mapping[key], or an empty string."""
    try:
        return mapping.get(key, "")
    except AttributeError:
        return ""


@register.filter
def amount(quantity: dict[str, Any]) -> str:
    """A parsed amount as an editor writes it: ≤ 45 years, 50 %, 1,000,000,000 USD."""
    return amounts.amount_words(quantity.get("value"), quantity.get("unit"), quantity.get("comparator"))


@register.filter
def amount_label(quantity: dict[str, Any]) -> str:
    """Share, Time or How much."""
    return amounts.amount_label(quantity.get("unit") or "")


@register.filter
def threshold(prediction: Prediction) -> str:
    """The amount that a forecast or plan names."""
    return amounts.amount_words(prediction.threshold, prediction.unit, prediction.comparator)


@register.filter
def percent(value: Any) -> str:
    """0.5 → 50 %."""
    try:
        return f"{float(value) * 100:.3g} %"
    except (TypeError, ValueError):
        return ""


def _trouble(context: template.Context, form: str) -> Trouble | None:
    """The page's trouble, if it is this form's."""
    trouble: Trouble | None = context.get("trouble")
    return trouble if trouble is not None and trouble.form == form else None


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value


@register.filter
def in_words(event: Any) -> str:
    """What an event says was done."""
    return happenings.in_words(event)


@register.filter
def event_label(event: Any) -> str:
    """The thing an event is about, as a reader of history would call it."""
    return happenings.label(event)


@register.filter
def provider_name(name: str) -> str:
    """A provider as the desk calls it."""
    return PROVIDERS.get(name, name.replace("_", " ").capitalize())


@register.filter
def relation_words(relation: str) -> str:
    """How two claims stand to each other, in words."""
    return RELATIONS.get(relation, relation)


@register.filter
def reason_words(reason: Any) -> str:
    """A machine's reason, which is words or a record with words in it."""
    if isinstance(reason, dict):
        return str(reason.get("words") or reason.get("detail") or reason.get("name") or "")
    return str(reason)


@register.filter
def rank_words(candidate: Candidate) -> list[str]:
    """Why a candidate stands where it does, in lines."""
    return list(ranks.lines(candidate))


@register.filter
def main_reasons(reasons: Any) -> str:
    """The two reasons that weigh most, as `: a, b`; nothing where none speaks for it."""
    for_it = [
        each for each in reasons or [] if each.get("weight", 0) > 0 and each.get("name") not in QUIET_REASONS
    ]
    for_it.sort(key=lambda each: -each["weight"])
    return ": " + ", ".join(str(each["name"]) for each in for_it[:2]) if for_it else ""


@register.filter
def statement_difference(match: Any, statement: str) -> list[tuple[str, str]]:
    """The words in which this statement differs from the matched claim's."""
    return list(word_diff(statement, match.other_claim.statement)) if match.other_claim else []


@register.filter
def horizon(value: Any) -> str:
    """A horizon as people say it: the bare year for the last day of one."""
    words = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
    return words[:4] if words.endswith(("-12-31", "-01-01")) else words


@register.filter
def telling(passage: str, why: Any) -> str:
    """The passage with the words set off that a reason quotes (“…”). Returns safe HTML."""
    quoted = {words for reason in why or [] for words in _QUOTED.findall(reason_words(reason))}
    pattern = "|".join(re.escape(words) for words in sorted(quoted, key=len, reverse=True) if len(words) > 2)
    if not pattern:
        return conditional_escape(passage)
    parts = re.split(f"({pattern})", passage)
    return format_html_join(
        "",
        "{}{}",
        ((part if n % 2 == 0 else "", _bold(part) if n % 2 else "") for n, part in enumerate(parts)),
    )


def _bold(words: str) -> str:
    return format_html("<b>{}</b>", words)


@register.simple_tag
def far_from(snapshot: Any, claim: Any) -> str:
    """How far an archived copy is from the day of a claim: `, 6 days before the claim`; nothing where not known."""
    words = distance(snapshot, day_of(claim), of="the claim") if claim else ""
    return f", {words}" if words else ""


@register.filter
def public_address(publication: Any) -> str:
    """Where readers see a check."""
    return public_url(publication) if publication else ""


@register.filter
def author_names(draft: Any) -> str:
    """Who wrote in a draft."""
    return ", ".join(
        User.objects.filter(pk__in=draft.author_ids).order_by("name").values_list("name", flat=True)
    )


@register.filter
def job_words(task: str) -> str:
    """A job as the desk calls it."""
    return JOB_WORDS.get(task, task)
