"""Which way a language is written."""

from __future__ import annotations

from django.utils.translation import get_language_info


def written_from(language: str) -> str:
    """`rtl` for a language written from right to left, else `ltr`; also where it is not known."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"
