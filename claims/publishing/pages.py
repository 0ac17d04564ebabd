"""The pages of checks: newest, one version, before and after, as data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from claims.accounts.models import Organisation
from claims.annotation.amounts import amount_words
from claims.publishing import embeds, memento, oembeds, policies
from claims.publishing.addresses import base_url, compare_path, version_path
from claims.publishing.citing import citations
from claims.publishing.claimreview import claim_review
from claims.publishing.files import CHECK_POLICY, HTML, JSON, PAGE_POLICY, Rendered
from claims.publishing.ledger import CORRECTION_WORDS, entry, of_verdict
from claims.publishing.markup import explain, plain_text
from claims.publishing.share import share_image
from claims.publishing.shown import Check, Verdict, as_of
from claims.publishing.tags import ball_name
from claims.publishing.translations import translations
from claims.publishing.versions import OPEN, json_bytes
from claims.verdicts.differences import difference, rating_words
from claims.verdicts.models import RatingScale
from claims.verdicts.rateability import horizon_words

WORDS_PER_MINUTE = 220


def page(
    path: str,
    template: str,
    *,
    newsroom: Organisation,
    status: int = 200,
    content_policy: str = PAGE_POLICY,
    **context: Any,
) -> Rendered:
    """One HTML page of a newsroom. `canonical` defaults to its own address."""
    html = render_to_string(
        f"publishing/{template}",
        {
            "newsroom": newsroom,
            "contact": policies.contact_address(newsroom),
            "canonical": base_url(newsroom) + path,
            **context,
        },
    )
    return Rendered(path, html.encode(), HTML, status, {"Content-Security-Policy": content_policy})


def check_files(check: Check) -> list[Rendered]:
    """Every stored address of one check. A withdrawn one answers 410 at all of them."""
    stored = f"/checks/{check.uid}/"
    if check.is_withdrawn:
        reason = check.withdrawal_reason
        gone = [stored, *(f"{stored}v/{each.n}/" for each in check.versions)]
        return [
            *(_gone(check.newsroom, path, reason) for path in gone),
            Rendered(
                f"{stored}check.json",
                json_bytes({"id": check.uid, "state": check.state, "reason": reason}),
                JSON,
                410,
                {"Access-Control-Allow-Origin": "*"},
            ),
            *embeds.frames(check),
        ]
    return [
        check_page(check, path=stored),
        *(version_page(check, each) for each in check.versions),
        check_data(check),
        *embeds.frames(check),
    ]


def check_page(check: Check, *, path: str) -> Rendered:
    """The page of the newest version: the only one that carries ClaimReview."""
    markup = claim_review(check)
    made = page(
        path,
        "check.html",
        content_policy=CHECK_POLICY,
        **_check_context(check, check.newest),
        claim_review=_data_block(markup) if markup else "",
        **oembeds.discovery(check.newsroom, check.url),
        share=share_image(check),
        citations_of_us=citations(check, check.newest),
    )
    return replace(made, headers={**made.headers, **memento.page_headers(check)})


def version_page(check: Check, verdict: Verdict) -> Rendered:
    """One version as it stood, under its own address; search engines are sent to the newest."""
    made = page(
        f"/checks/{check.uid}/v/{verdict.n}/",
        "check.html",
        **_check_context(check, verdict),
        **oembeds.discovery(
            check.newsroom, base_url(check.newsroom) + version_path(check.slug, check.uid, verdict.n)
        ),
        old=True,
        noindex=True,
        compare_newest=compare_path(check.slug, check.uid, verdict.n, check.newest.n),
    )
    return replace(made, headers={**made.headers, **memento.version_headers(check, verdict)})


def compare_page(check: Check, a: int, b: int) -> Rendered | None:
    """Before and after, words in their places; None where there is no such version."""
    numbered = {each.n: each for each in check.versions}
    if a not in numbered or b not in numbered or a >= b:
        return None
    before, after = numbered[a], numbered[b]
    return page(
        compare_path(check.slug, check.uid, a, b),
        "compare.html",
        newsroom=check.newsroom,
        title=f"Before and after: {check.newest.headline}",
        noindex=True,
        check=check,
        before=before,
        after=after,
        between=[each for each in check.versions if a < each.n <= b],
        difference=difference(before.revision, after.revision),
        rating_words=rating_words(after.revision),
        before_stamp=_stamp_class(before),
        after_stamp=_stamp_class(after),
        before_ball=ball_name(_stamp_class(before)),
        after_ball=ball_name(_stamp_class(after)),
        balls=sorted({ball_name(_stamp_class(before)), ball_name(_stamp_class(after))}),
        before_path=version_path(check.slug, check.uid, a),
        after_path=version_path(check.slug, check.uid, b),
        here="checks",
    )


def check_data(check: Check) -> Rendered:
    """The check as public data, for programs."""
    return Rendered(f"/checks/{check.uid}/check.json", json_bytes(as_data(check)), JSON, 200, OPEN)


def as_data(check: Check) -> dict[str, Any]:
    """A check in plain values: what `check.json` and the JSON feed hold."""
    verdict = check.newest
    answer = None if check.is_retracted else verdict.answer
    return {
        "id": check.uid,
        "url": check.url,
        "state": check.state,
        "version": verdict.n,
        "publisher": check.newsroom.name,
        "language": check.language,
        "topics": list(verdict.topics),
        "headline": verdict.headline,
        "conclusion": verdict.conclusion,
        "claim": {
            "text": verdict.statement,
            "short": verdict.claim_text,
            "kind": verdict.kind,
            "claimant": verdict.claimant or None,
            "claimed_on": verdict.claimed_on.isoformat() if verdict.claimed_on else None,
            "prediction": verdict.prediction,
            "appearances": [
                {
                    "quote": each.quote,
                    "title": each.title,
                    "publisher": each.publisher,
                    "url": each.url or None,
                    "published_on": each.date or None,
                    "claimant": each.claimant or None,
                }
                for each in verdict.places
            ],
        },
        "rating": {"key": answer.key, "label": answer.label, "number": answer.number} if answer else None,
        "label": check.label,
        "explanation": verdict.explanation,
        "known_as_of": verdict.known_as_of.isoformat(timespec="seconds"),
        "authors": list(verdict.authors),
        "reviewer": verdict.reviewer,
        "evidence": [
            {
                "number": each.number,
                "stance": each.stance,
                "quote": each.quote,
                "title": each.title,
                "publisher": each.publisher,
                "url": each.url or None,
                "published_on": each.date or None,
                "kept_at": each.kept_at.isoformat(timespec="seconds"),
                "sha256": each.sha256,
                "archived_url": each.version_url or None,
                "archived_at": each.version_at.isoformat(timespec="seconds") if each.version_at else None,
            }
            for each in verdict.sources
        ],
        "origins": [{"evidence": list(numbers)} for numbers in verdict.origins]
        if verdict.origins is not None
        else None,
        "sources_exception": verdict.sources_exception or None,
        "search": verdict.search.as_data() if verdict.search else None,
        "published_at": check.published_at.isoformat(timespec="seconds"),
        "modified_at": check.modified_at.isoformat(timespec="seconds"),
        "versions": [
            {
                "version": each.n,
                "url": base_url(check.newsroom) + version_path(check.slug, check.uid, each.n),
                "published_at": each.at.isoformat(timespec="seconds"),
                "correction": entry(
                    each.correction_kind, each.correction_note, of_verdict(before), of_verdict(each)
                )
                if before
                else None,
            }
            for each, before in zip(check.versions, (*check.versions[1:], None), strict=True)
        ],
        "claim_review": claim_review(check),
    }


def _check_context(check: Check, verdict: Verdict) -> dict[str, Any]:
    shows_newest = verdict.n == check.newest.n
    retracted = verdict.correction_kind == "retraction"
    stamp = _stamp_class(verdict)
    ball = ball_name(stamp)
    sources = {source.number: source for source in verdict.sources}
    parts = explain(verdict.explanation, sources=sources)
    place = verdict.place
    shown = f"{place.quote if place else ''} {verdict.statement}".casefold()
    steps = list(RatingScale.objects.get(pk=verdict.answer.scale_id).ratings.all()) if verdict.answer else []
    on_rule = [step for step in steps if step.number is not None]
    then = as_of(check, verdict.n)
    notice = then.notice
    return {
        "newsroom": check.newsroom,
        "language": check.language,
        "translations": translations(check) if shows_newest else [],
        "here": "checks",
        "title": verdict.headline,
        "description": check.says if shows_newest else verdict.conclusion,
        "canonical": check.url,
        "check": check,
        "verdict": verdict,
        "version_path": version_path(then.slug, check.uid, verdict.n),
        "stamp": stamp,
        "ball": ball,
        "balls": [ball],
        "link_sign": len(verdict.places) > 1,
        "label": verdict.label,
        "retracted": retracted,
        "minutes": max(1, round(len(plain_text(verdict.explanation).split()) / WORDS_PER_MINUTE)),
        "says_more": place is not None and verdict.statement.strip(" .") != place.quote.strip(" ."),
        "in_short": verdict.claim_text.casefold() not in shown,
        "counts": _counts(verdict),
        "copies": _copies(verdict),
        "assistance": _assistance(verdict),
        "prediction_facts": _prediction_facts(verdict),
        "checkpoints": (verdict.prediction or {}).get("checkpoints", []),
        "own_heading": bool(parts) and not parts[0].html.lstrip().startswith("<h2"),
        "parts": [
            {"html": mark_safe(part.html), "notes": [sources[number] for number in part.first_cited]}  # noqa: S308
            for part in parts
        ],
        "ruler": on_rule if verdict.answer and verdict.answer.number is not None else [],
        "beside": " and ".join(step.label.lower() for step in steps if step.number is None),
        "elsewhere": verdict.places[1:],
        "notice": notice,
        "notice_compare": compare_path(then.slug, check.uid, notice.n - 1, notice.n) if notice else "",
        "method": verdict.method,
        "changes": [
            {
                "n": each.n,
                "at": each.at,
                "path": version_path(check.slug, check.uid, each.n),
                "words": CORRECTION_WORDS.get(each.correction_kind, ""),
                "note": each.correction_note,
                "compare": compare_path(check.slug, check.uid, each.n - 1, each.n),
            }
            for each in check.versions
        ],
    }


def _stamp_class(verdict: Verdict) -> str:
    if verdict.correction_kind == "retraction":
        return "rx"
    return f"r{verdict.answer.digit}" if verdict.answer else "ko"


def _counts(verdict: Verdict) -> str:
    """ "2 sources dispute the claim, 1 gives context, none supports it." """
    if not verdict.sources:
        return ""
    disputing, context, supporting = (verdict.count(each) for each in ("refutes", "context", "supports"))
    total = len(verdict.sources)
    words = [
        f"{disputing or 'no'} source{'' if disputing == 1 else 's'} dispute{'s' if disputing == 1 else ''} the claim"
        if disputing
        else f"{supporting} source{'' if supporting == 1 else 's'} support{'s' if supporting == 1 else ''} the claim"
        if supporting
        else f"{total} source{'' if total == 1 else 's'} quoted"
    ]
    if context:
        words.append(f"{context} give{'s' if context == 1 else ''} context")
    if disputing:
        words.append(f"{supporting or 'none'} support{'s' if supporting in (0, 1) else ''} it")
    elif supporting:
        words.append("none disputes it")
    return ", ".join(words) + "."


def _copies(verdict: Verdict) -> str:
    """ "3 sources of 2 origins: sources 1 and 2 are of one origin and count once." Empty where each is its own."""
    together = [numbers for numbers in verdict.origins or () if len(numbers) > 1]
    if not together or verdict.origins is None:
        return ""
    many, origins = len(verdict.sources), len(verdict.origins)
    said = "; ".join(f"sources {_listed(numbers)} are of one origin and count once" for numbers in together)
    return f"{many} sources of {origins} origin{'' if origins == 1 else 's'}: {said}."


def _listed(numbers: tuple[int, ...]) -> str:
    """ "1, 2 and 4" """
    return f"{', '.join(str(each) for each in numbers[:-1])} and {numbers[-1]}"


def _assistance(verdict: Verdict) -> str:
    """What software did, and what people did, in this very check."""
    found = (
        "Software proposed this claim; an editor took it up."
        if verdict.claim_proposed
        else "An editor marked this claim."
    )
    total, proposed = len(verdict.sources), verdict.sources_proposed
    if not total:
        return found
    if not proposed:
        return f"{found} Editors found and read each source."
    which = "the sources" if proposed == total else f"{proposed} of {total} sources"
    return f"{found} Software proposed {which}; editors chose and read each one."


def _prediction_facts(verdict: Verdict) -> list[tuple[str, str]]:
    prediction = verdict.prediction or {}
    facts: list[tuple[str, str]] = []
    if prediction.get("subject"):
        facts.append(("What", " ".join(filter(None, [prediction["subject"], prediction.get("measure")]))))
    if prediction.get("threshold") is not None:
        unit, sign = prediction.get("unit") or "", prediction.get("comparator")
        facts.append(("How much", amount_words(prediction["threshold"], unit, sign)))
    if prediction.get("probability") is not None:
        facts.append(("How likely, as claimed", f"{prediction['probability'] * 100:.4g} %"))
    if prediction.get("horizon_on"):
        facts.append(("By when", horizon_words(date.fromisoformat(prediction["horizon_on"]))))
    return facts


def _gone(newsroom: Organisation, path: str, reason: str) -> Rendered:
    return page(
        path, "gone.html", newsroom=newsroom, status=410, title="Withdrawn", reason=reason, noindex=True
    )


def _data_block(markup: dict[str, Any]) -> SafeString:
    """JSON that can stand in a script element: nothing in it can end the element."""
    text = json.dumps(markup, ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(escaped)  # noqa: S308
