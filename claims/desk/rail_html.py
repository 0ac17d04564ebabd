"""Cards of the rail as HTML. Written by hand instead of as a template: a rail may have a thousand, and a template took
most of a second for them. Everything from outside goes through `escape`."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from claims.desk.rail import Card

_UID = "uid-of-the-card"
_BATCH = 20


class CardPrinter:
    """Prints cards for one page: `keep` is what of the address stays, `may_mark` whether deciding is allowed."""

    def __init__(self, *, keep: str, may_mark: bool) -> None:
        self.may_mark = may_mark
        self._query = escape(f"?{keep}" if keep else "")
        self._link = escape(f"?{keep}&on=" if keep else "?on=")
        names = ("accept", "dismiss", "undo_dismissal", "remove_claim")
        self._at = {name: reverse(f"desk:{name}", args=[_UID]) for name in names}

    def cards(self, some: Iterable[Card]) -> SafeString:
        return mark_safe("\n".join(map(self._card, some)))  # noqa: S308 - each part is escaped below

    def batches(self, some: Iterable[Card]) -> SafeString:
        """The same in batches, which a browser lays out and paints each by itself: what changes in one of a thousand
        cards moves the others of its batch, and the batches after it only as wholes."""
        listed = list(some)
        made = (listed[n : n + _BATCH] for n in range(0, len(listed), _BATCH))
        return mark_safe("".join(f'<div class="batch">{self.cards(each)}</div>' for each in made))  # noqa: S308

    def claim_acts(self) -> SafeString:
        """What a chosen claim offers, for any claim: the script puts the card's uid in place of `uid-of-the-card`."""
        blank = Card(_UID, 0, 0, "", "", "", None, is_claim=True, selected=True)
        return mark_safe(self._acts(blank) if self.may_mark else "")  # noqa: S308 - nothing from outside

    def _card(self, card: Card) -> str:
        on, current = (" on", ' aria-current="true"') if card.selected else ("", "")
        gone = " gone" if card.is_dismissed else ""
        was = f' data-was="{card.was}"' if card.was else ""
        return (
            f'<div role="listitem" class="card {card.look}{gone}{on}" id="k-{card.key}" data-item'
            f' data-card="{card.key}"{was} data-at="{card.start}" data-band="{card.band}"'
            f"{' data-mine' if card.mine else ''}>"
            f'<span class="k num">{card.number}</span>'
            f'<a class="w" data-select href="{self._link}{card.key}" dir="auto"{current}>{escape(card.statement)}</a>'
            f'<span class="m">{self._meta(card)}</span>{_same(card)}{self._acts(card) if self.may_mark else ""}</div>'
        )

    def _meta(self, card: Card) -> str:
        said = [_worth(card.band), f"<span>{card.kind_word}</span>"]
        if card.reason:
            said.append(f'<span class="because">{escape(card.reason)}</span>')
        if card.sources:
            said.append(f'<span class="num">{card.sources} source{"" if card.sources == 1 else "s"}</span>')
        if card.rating and card.is_published:
            digit = card.rating.digit
            said.append(
                f'<span class="rate r{digit}"><svg aria-hidden="true"><use href="#b{digit}"/></svg>'
                f"{escape(card.rating.label)}</span>"
            )
        words = [f"Dismissed{card.dismissed_by}"] if card.is_dismissed else [card.state_words]
        if card.covered_by:
            words.append(f"Covered by {card.covered_by}")
        if card.is_ambiguous:
            words.append("ambiguous")
        return "".join(said) + "".join(f"<span>{escape(each)}</span>" for each in words if each)

    def _acts(self, card: Card) -> str:
        if card.is_undecided:
            return (
                '<div class="acts">'
                + self._button("accept", card, "a", "Accept", pri=True)
                + self._button("dismiss", card, "x", "Dismiss", quiet=True)
                + "</div>"
            )
        if card.is_dismissed:
            back = self._button("undo_dismissal", card, "", "Bring back", quiet=True)
            return f'<div class="acts">{back}</div>'
        if not card.selected:
            return ""
        remove = "" if card.is_frozen else self._button("remove_claim", card, "x", "Remove", quiet=True)
        here = f"{self._link}{card.key}&amp;"
        return (
            '<div class="acts"><a class="btn sm pri" href="#evidence" data-key="enter" data-focus="evidence">'
            "Evidence <kbd>Enter</kbd></a>"
            f'<a class="btn sm" href="{here}edit=1#editing" data-edit data-key="e">Edit <kbd>E</kbd></a>'
            f'<a class="btn sm" href="{here}panel=verdict#verdict" data-face-to="verdict" data-key="v">'
            f"Verdict <kbd>V</kbd></a>{remove}</div>"
        )

    def _button(
        self, act: str, card: Card, key: str, words: str, *, pri: bool = False, quiet: bool = False
    ) -> str:
        look = " pri" if pri else " quiet" if quiet else ""
        pressed = f' data-key="{key}" aria-keyshortcuts="{key}"' if key else ""
        hint = f" <kbd>{key.upper()}</kbd>" if key else ""
        # One of hundreds: its number is in its name rather than in an element of its own.
        name = f' aria-label="{words} {card.number}"' if card.number else ""
        to = self._at[act].replace(_UID, card.key)
        return (
            f'<button class="btn sm{look}" form="rail-form" formaction="{to}{self._query}"'
            f' data-act="{act}"{pressed}{name}>{words}{hint}</button>'
        )


def _same(card: Card) -> str:
    """The same claim elsewhere, with the words in which the two differ."""
    same = card.same
    if same is None:
        return ""
    marks = {
        "insert": '<ins><span class="sr"> added: </span>{}</ins>',
        "delete": '<del><span class="sr"> removed: </span>{}</del>',
    }
    change = "".join(marks.get(kind, "{}").format(escape(words)) for kind, words in same.change)
    where = f" in “<bdi>{escape(same.where)}</bdi>”" if same.where else ""
    tail = "" if same.asked else " Both are shown." if same.differs else " One verdict can cover both."
    return (
        f'<div class="same"><b>{same.words}{"?" if same.asked else ""}</b>{where}: '
        f'<span class="sq" dir="auto">{change}</span>{tail}</div>'
    )


def _worth(band: str) -> str:
    if band in ("", "unscored"):
        return ""
    return f'<span class="worth {band}" role="img" aria-label="check-worthiness {band}"></span>'
