"""Keep an article that was triaged, through the verbs the desk uses."""

from __future__ import annotations

from claims.accounts.acting import Actor
from claims.intake.models import Article
from claims.intake.submitting import submit_text, submit_upload

from .triage import Read


def save(article: Read, *, by: Actor) -> Article:
    """Submit the article that was read: the file as an upload; a page's bytes, with its address, likewise."""
    extracted = article.extracted
    if article.name or article.data:
        return submit_upload(
            by=by,
            name=article.name or _name(article.media_type),
            data=article.data,
            title=extracted.title,
            url=article.url,
            publisher=extracted.publisher,
            published_on=extracted.published_on,
            media_type=article.media_type,
        )
    return submit_text(by=by, text=extracted.text, title=extracted.title, url=article.url)


def _name(media_type: str) -> str:
    return {"application/pdf": "page.pdf", "text/plain": "page.txt"}.get(media_type, "page.html")
