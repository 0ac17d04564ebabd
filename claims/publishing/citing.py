"""How others cite a version of a check: plain text, BibTeX, CSL JSON. Always by the version's permanent address."""

from __future__ import annotations

import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from claims.publishing import dates
from claims.publishing.memento import address
from claims.publishing.shown import Check, Verdict

TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{each: f"\\{each}" for each in "&%$#_"},
}


@dataclass(frozen=True)
class Citation:
    """One way to cite: what readers call it, the file's name, its media type, and the words."""

    name: str
    file: str
    media_type: str
    words: str


def citations(check: Check, verdict: Verdict) -> list[Citation]:
    """All three, ready to copy."""
    return [
        Citation("Text", "cite.txt", "text/plain; charset=utf-8", _plain(check, verdict)),
        Citation("BibTeX", "cite.bib", "application/x-bibtex; charset=utf-8", _bibtex(check, verdict)),
        Citation("CSL JSON", "cite.json", "application/vnd.citationstyles.csl+json", _csl(check, verdict)),
    ]


def _plain(check: Check, verdict: Verdict) -> str:
    who = ", ".join(verdict.authors) or check.newsroom.name
    day = dates.day_words(verdict.at, zone=check.newsroom.timezone)
    headline = verdict.headline.rstrip(".")
    return (
        f"{who}: {headline}. {check.newsroom.name}, version {verdict.n}, {day}. {address(check, verdict.n)}"
    )


def _bibtex(check: Check, verdict: Verdict) -> str:
    day = verdict.at.astimezone(ZoneInfo(check.newsroom.timezone))
    authors = " and ".join(f"{{{_tex(name)}}}" for name in verdict.authors or (check.newsroom.name,))
    fields = {
        "author": authors,
        "title": f"{{{_tex(verdict.headline)}}}",
        "publisher": f"{{{_tex(check.newsroom.name)}}}",
        "year": f"{day:%Y}",
        "month": f"{day.month}",
        "note": f"Version {verdict.n}, {dates.day_words(verdict.at, zone=check.newsroom.timezone)}",
        "url": address(check, verdict.n),
    }
    lines = ",\n".join(f"  {name} = {{{words}}}" for name, words in fields.items())
    return f"@misc{{check-{check.uid}-v{verdict.n},\n{lines}\n}}\n"


def _csl(check: Check, verdict: Verdict) -> str:
    day = verdict.at.astimezone(ZoneInfo(check.newsroom.timezone))
    item = {
        "id": f"check-{check.uid}-v{verdict.n}",
        "type": "webpage",
        "title": verdict.headline,
        "author": [{"literal": name} for name in verdict.authors or (check.newsroom.name,)],
        "container-title": check.newsroom.name,
        "publisher": check.newsroom.name,
        "version": str(verdict.n),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "language": check.language,
        "URL": address(check, verdict.n),
    }
    return json.dumps([item], ensure_ascii=False, indent=1)


def _tex(words: str) -> str:
    return "".join(TEX.get(each, each) for each in words)
