"""Which language a text is written in."""

from __future__ import annotations

_SAMPLE = 6_000
_LEAST = 40


def language_of(text: str) -> str:
    """The two-letter code of a text's language, judged from its first words, or "" for too short a text."""
    sample = text[:_SAMPLE]
    if len(sample.strip()) < _LEAST:
        return ""
    import py3langid  # loading its model takes a second, so only where it is needed

    code, _ = py3langid.classify(sample)
    return str(code)
