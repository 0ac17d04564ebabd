"""Words of others stay words in whatever programs follow."""

from __future__ import annotations

from xml.etree import ElementTree

from claims.publishing import feeds, oembeds
from tests.publishing import checks


def test_words_of_others_are_words_in_every_feed() -> None:
    """A sign of HTML is shown as one, and one that XML has no way to say makes no feed unreadable."""
    odd = "Is 4 <b>5</b> & more?\x0c\ufffe"
    check = checks.check(checks.verdict(conclusion=odd, headline=odd, topics=(odd,)))
    rss = feeds.rss(check.newsroom, [check]).body
    for body in (
        feeds.atom(check.newsroom, [check], at=checks.AT).body,
        rss,
        oembeds.as_xml(oembeds.of_check(check) or {}),
    ):
        ElementTree.fromstring(body)  # noqa: S314 - our own
    (item,) = ElementTree.fromstring(rss).iter("item")  # noqa: S314 - our own
    assert "Is 4 &lt;b&gt;5&lt;/b&gt; &amp; more?" in (item.findtext("description") or "")
