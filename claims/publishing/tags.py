"""Template tags of the public pages: dates, balls, and short words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.accounts.models import Organisation
from claims.annotation.models import KEPT_OPEN, ClaimKind
from claims.lib.directions import written_from
from claims.lib.words import shorten
from claims.publishing import dates, filing
from claims.publishing.ledger import CORRECTION_WORDS
from claims.publishing.shown import Check, Quoted, Verdict

register = template.Library()

BALLS = {
    "b1": '<circle cx="12" cy="12" r="9"/><path d="M8.5 8.5l7 7m0-7l-7 7"/>',
    "b2": '<circle cx="12" cy="12" r="9"/><path class="f" d="M12 12V3a9 9 0 0 1 9 9z"/>',
    "b3": '<circle cx="12" cy="12" r="9"/><path class="f" d="M12 3a9 9 0 0 1 0 18z"/>',
    "b4": '<circle cx="12" cy="12" r="9"/><path class="f" d="M12 12V3a9 9 0 1 1-9 9z"/>',
    "b5": '<circle class="f" cx="12" cy="12" r="9.9"/><path class="k" d="M7.6 12.4l3 3 5.8-6.4"/>',
    "b6": '<circle cx="12" cy="12" r="9"/><circle class="f" cx="7.8" cy="12" r="1.3"/>'
    '<circle class="f" cx="12" cy="12" r="1.3"/><circle class="f" cx="16.2" cy="12" r="1.3"/>',
    "b0": '<circle cx="12" cy="12" r="9" stroke-dasharray="3 2.6"/>'
    '<path d="M9.6 9.6a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2.9-1.2 1.7"/><circle class="f" cx="12" cy="16.6" r="1.1"/>',
    "ko": '<circle cx="12" cy="12" r="9"/><path d="M12 6.6V12l3.6 2.4"/>',
    "rx": '<circle cx="12" cy="12" r="9"/><path d="M7 12h10"/>',
}
BRIEF = 320


def ball_name(stamp_class: str) -> str:
    """The ball that goes with a stamp's class: `r2` → `b2`; kept open and retracted have their own."""
    return stamp_class if stamp_class in BALLS else stamp_class.replace("r", "b")


@register.simple_tag
@cache
def icon() -> SafeString:
    """The icon in the address itself: one request less for every reader."""
    file = Path(__file__).resolve().parent.parent / "static/claims/icon.svg"
    return mark_safe("data:image/svg+xml," + quote(file.read_text().strip().replace('"', "'"), safe="/:='"))  # noqa: S308


@register.simple_tag
def ball_shape(name: str) -> SafeString:
    return mark_safe(BALLS[name])  # noqa: S308 - a constant of this module


@register.filter
def ball_of(check: Check) -> str:
    return ball_name(check.stamp_class)


OUTCOMES = {
    "resolved_true": "It has come true.",
    "resolved_false": "It has not come true.",
    "resolved_partly": "It has come true in part.",
    "ambiguous": "What came can be read either way.",
    "annulled": "The question has fallen away.",
    "superseded": "Another forecast has taken its place.",
}


@register.filter
def outcome_words(outcome: str) -> str:
    """How a forecast or plan has come out, in a sentence."""
    return OUTCOMES.get(outcome, "")


@register.filter
def locale(language: str) -> str:
    """A language as Open Graph writes it: `pt-BR` → `pt_BR`."""
    return language.replace("-", "_")


@register.filter
def topic_path(name: str) -> str:
    return filing.topic_path(name)


@register.filter
def claimant_path(name: str) -> str:
    return filing.claimant_path(name)


@register.filter
def direction(newsroom: Organisation) -> str:
    """Which way the newsroom's own language is written: `ltr` or `rtl`."""
    return written_from(newsroom.language)


@register.filter
def day(moment: datetime, newsroom: Organisation) -> str:
    return dates.day_words(moment, zone=newsroom.timezone)


@register.filter
def moment(value: datetime, newsroom: Organisation) -> str:
    return dates.moment_words(value, zone=newsroom.timezone)


@register.filter
def short(value: datetime, newsroom: Organisation) -> str:
    return dates.short_day(value, zone=newsroom.timezone)


@register.filter
def partial(value: str) -> str:
    return dates.partial_words(value)


@register.filter
def iso_moment(value: datetime) -> str:
    """For programs, to the second: HTML takes no more than three digits after it."""
    return value.isoformat(timespec="seconds")


@register.filter
def version_day(source: Quoted) -> str:
    """The day of the archived page where there is one, else of the copy we keep."""
    return (source.version_at or source.kept_at).date().isoformat()


@register.filter
def brief(words: str) -> str:
    """A long passage cut for the margin and for lists: never a whole text of somebody else's."""
    return shorten(words, BRIEF)


@register.filter
def people(names: Sequence[str]) -> SafeString:
    """ "Ada, Ben and Cleo", each isolated in its writing direction."""
    shown = [format_html("<bdi>{}</bdi>", name) for name in names]
    if len(shown) < 2:
        return shown[0] if shown else SafeString("")
    return format_html("{} and {}", format_html_join(", ", "{}", ((each,) for each in shown[:-1])), shown[-1])


@register.filter
def kind_word(kind: str) -> str:
    return str(ClaimKind(kind).label)


@register.filter
def is_kept_kind(kind: str) -> bool:
    return kind in KEPT_OPEN


@register.filter
def correction_words(verdict: Verdict) -> str:
    return CORRECTION_WORDS.get(verdict.correction_kind, "")


@register.filter
def said_words(check: Check) -> str:
    """The claim as it was said, else in our words."""
    place = check.newest.place
    return shorten(place.quote if place else check.newest.statement, BRIEF)


@register.filter
def deep_link(source: Quoted) -> str:
    """The original with a text fragment, so that a browser shows the passage there."""
    words = source.quote.split()
    if len(words) > 10:
        fragment = f"{_escape(' '.join(words[:5]))},{_escape(' '.join(words[-5:]))}"
    else:
        fragment = _escape(" ".join(words))
    return f"{source.url}{'' if '#' in source.url else '#'}:~:text={fragment}"


def _escape(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")
