"""A check in several languages is several pages, each with its own mark-up, which name each other."""

from __future__ import annotations

import json
import re

from claims.accounts.acting import Actor
from claims.publishing import ordering
from claims.publishing.models import Publication
from tests.publishing import desk
from tests.publishing.test_list_pages import about


def alternates(publication: Publication) -> dict[str, str]:
    html = desk.reader().get(desk.path_of(publication)).content.decode()
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


def test_translations_name_each_other_and_the_original(ada: Actor, ben: Actor) -> None:
    original = desk.publish(ada, ben, about(ada), headline="In English")
    assert alternates(original) == {}
    address = f"http://harbor.example{desk.path_of(original)}"
    german = desk.publish(ada, ben, about(ada, translates=address, language="de"), headline="Auf Deutsch")
    wanted = {
        "en": address,
        "x-default": address,
        "de": f"http://harbor.example{desk.path_of(german)}",
    }
    assert alternates(original) == wanted
    assert alternates(german) == wanted
    third = desk.publish(
        ada, ben, about(ada, translates=german.fact_check.claim.uid, language="fr"), headline="En francais"
    )
    assert set(alternates(german)) == {"en", "x-default", "de", "fr"}
    html = desk.reader().get(desk.path_of(german)).content.decode()
    assert '<html lang="de"' in html and 'lang="fr">Français</a>' in html
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert [json.loads(each)["inLanguage"] for each in blocks] == ["de"]
    ordering.withdraw(third, by=ben, reason="A court asked for it.")
    assert alternates(original) == wanted
    ordering.withdraw(german, by=ben, reason="A court asked for it.")
    assert alternates(original) == {}, "nothing leads to what is gone, the last of them neither"
