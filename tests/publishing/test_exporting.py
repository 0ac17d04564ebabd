"""All published checks in one file, in the forms other programs read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, TestCase, override_settings

from claims.accounts.acting import Actor
from claims.accounts.models import Role
from claims.annotation.selectors import resolve
from claims.intake.models import ArticleVersion, Snapshot
from claims.matching.importing import preview
from claims.publishing.exporting import AT_A_TIME, COLUMNS, FORMS
from claims.publishing.models import Publication
from claims.publishing.ordering import withdraw
from claims.publishing.schema_terms import faults
from tests import kept, personas
from tests.publishing import desk
from tests.publishing.annotation_musts import broken


def whole(actor: Actor, form: str) -> str:
    return b"".join(FORMS[form].write(actor.organisation)).decode()


@override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    RING_DOORBELLS=False,
    PUBLISH_DELAY_SECONDS=0,
    LOOK_AT_PUBLISHED=False,
)
class TestExporting(TestCase):
    """Checks that are rated, with a formula for a headline, retracted, withdrawn: made once."""

    ada: Actor
    published: list[Publication]
    version: ArticleVersion

    @classmethod
    def setUpTestData(cls) -> None:
        harbor = personas.newsroom("The Harbor", "harbor", host="harbor.example", admin="Eve")
        ada, ben = personas.person(harbor, "Ada", Role.REPORTER), personas.person(harbor, "Ben", Role.EDITOR)
        cls.ada = ada
        cls.version = kept.article(
            ada,
            "Before it. Most people think so. 🚢 After it.",
            title="When?",
            url="https://blog.example/agi",
        )
        rated = desk.publish(ada, ben, kept.claim(ada, "Most people think so.", at=cls.version))
        odd = desk.publish(
            ada, ben, headline='=HYPERLINK("x"), "5 < 6"', claim_text="Line one, “two” 🚢 אמרו"
        )
        retracted = desk.publish(ada, ben)
        desk.correct(retracted, ada, ben, kind="retraction", note="Wrong.")
        withdrawn = desk.publish(ada, ben, conclusion="Nobody reads this any more.")
        withdraw(withdrawn, by=ben, reason="A court asked for it.")
        cls.published = [rated, odd, retracted, withdrawn]

    def test_each_form_says_what_readers_see_and_no_more(self) -> None:
        ada = self.ada
        published = self.published
        rated, odd, retracted, withdrawn = published
        uids = [each.fact_check.claim.uid for each in published]
        rows = list(csv.DictReader(io.StringIO(whole(ada, "csv"))))
        assert set(rows[0]) == set(COLUMNS)
        by_uid = {row["id"]: row for row in rows}
        assert set(by_uid) == set(uids[:3])
        assert by_uid[uids[0]]["rating"] == "mostly-false" and by_uid[uids[0]]["number"] == "2"
        assert by_uid[uids[1]]["headline"] == '\'=HYPERLINK("x"), "5 < 6"', "no formula for a spreadsheet"
        assert (by_uid[uids[2]]["state"], by_uid[uids[2]]["rating"]) == ("retracted", "")

        lines = [json.loads(line) for line in whole(ada, "jsonl").splitlines()]
        reader = desk.reader()
        for line, publication in zip(
            sorted(lines, key=lambda each: uids.index(each["id"])), published, strict=False
        ):
            assert line == reader.get(desk.path_of(publication) + "check.json").json()

        feed = json.loads(whole(ada, "claimreview"))
        assert list(faults(feed)) == [] and len(feed["dataFeedElement"]) == 2
        assert len(whole(ada, "claimreview-lines").splitlines()) == 2

        pages = json.loads(whole(ada, "google"))["claimReviewMarkupPages"]
        assert {page["name"] for page in pages} == {f"pages/{uid}" for uid in uids[:2]}
        (page,) = (page for page in pages if page["name"] == f"pages/{uids[0]}")
        assert page["pageUrl"] == f"http://harbor.example{desk.path_of(rated)}" and page["versionId"] == "1"
        (markup,) = page["claimReviewMarkups"]
        assert markup["rating"] == {
            "textualRating": "Mostly false",
            "ratingValue": 2,
            "worstRating": 1,
            "bestRating": 5,
            "ratingExplanation": lines[0]["conclusion"]
            if lines[0]["id"] == uids[0]
            else markup["rating"]["ratingExplanation"],
        }
        for form in FORMS:
            assert "Nobody reads this any more" not in whole(ada, form), form

    def test_annotations_name_the_words_where_they_stand(self) -> None:
        ada = self.ada
        page = json.loads(whole(ada, "annotations"))
        assert page["type"] == "AnnotationPage" and page["items"]
        assert [fault for item in page["items"] for fault in broken(item, with_context=False)] == []
        ids = [item["id"] for item in page["items"]]
        assert len(ids) == len(set(ids))
        assessed = next(
            item
            for item in page["items"]
            if item["target"]["source"] == "https://blog.example/agi"
            and "Most people think so." in str(item["target"]["selector"])
        )
        target = assessed["target"]
        assert target["source"] == "https://blog.example/agi"
        assert resolve(self.version.text, target["selector"]) == (11, 32)
        assert {each["type"] for each in target["selector"]} == {"TextPositionSelector", "TextQuoteSelector"}
        for item in page["items"]:
            selectors = item["target"]["selector"]
            exact = next(each["exact"] for each in selectors if each["type"] == "TextQuoteSelector")
            copies = [copy.text for copy in Snapshot.objects.all() if exact in copy.text]
            places = [resolve(text, selectors) for text in copies]
            assert any(
                place and text[slice(*place)] == exact for place, text in zip(places, copies, strict=True)
            )

    def test_many_checks_come_once_each(self) -> None:
        ada = self.ada
        assert AT_A_TIME > 2
        with patch("claims.publishing.exporting.AT_A_TIME", 2):
            for form in ("csv", "jsonl"):
                lines = whole(ada, form).splitlines()
                assert len(set(lines)) == len(lines) == (4 if form == "csv" else 3)

    def test_what_goes_out_can_come_in_elsewhere(self) -> None:
        """Every form but annotations is one that another newsroom can take in as earlier checks."""
        ada = self.ada
        northgate = personas.newsroom("Northgate Wire", "northgate", host="northgate.example", admin="Finn")
        cleo = personas.person(northgate, "Cleo", Role.EDITOR)
        names = {
            "csv": ("a.csv", 2), "jsonl": ("a.jsonl", 2), "claimreview": ("a.json", 2),
            "claimreview-lines": ("a.jsonl", 2), "google": ("a.json", 2),
        }  # fmt: skip
        found = {}
        for form, (name, count) in names.items():
            read = preview(by=cleo, kind="checks", name=name, data=whole(ada, form).encode())
            rows = [
                {key: row[key] for key in ("url", "publisher", "claim_text", "rating_text")}
                for row in read.rows
            ]
            found[form] = sorted(
                (row for row in rows if row["rating_text"] != "Retracted"), key=lambda row: row["url"]
            )
            assert len(found[form]) == count, (form, read.faults)
        for form, rows in found.items():
            assert rows == found["claimreview"], form

    def test_by_command_and_at_the_desk(self) -> None:
        ada = self.ada
        tmp_path = Path(self.enterContext(TemporaryDirectory()))
        said = io.StringIO()
        call_command("export_checks", "harbor", form="csv", stdout=said)
        assert said.getvalue().replace("\r\n", "\n") == whole(ada, "csv").replace("\r\n", "\n")
        call_command("export_checks", "harbor", form="google", output=tmp_path / "pages.json")
        assert (tmp_path / "pages.json").read_text() == whole(ada, "google")
        with pytest.raises(CommandError, match="no newsroom"):
            call_command("export_checks", "nobody")
        with pytest.raises(CommandError, match="can’t be written"):
            call_command("export_checks", "harbor", output=tmp_path / "no" / "such.csv")
        browser = Client()
        browser.force_login(ada.user)
        page = browser.get("/desk/settings/exchange/").content.decode()
        for form in FORMS.values():
            assert f"/desk/settings/exchange/export/?form={form.name}" in page
            got = browser.get(f"/desk/settings/exchange/export/?form={form.name}")
            assert b"".join(got.streaming_content).decode() == whole(ada, form.name)
            assert got["Content-Disposition"] == f'attachment; filename="harbor-checks.{form.ending}"'
        assert browser.get("/desk/settings/exchange/export/?form=pdf").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"@context": "x"}, {"id": "no iri"}, {"type": "Note"}, {"target": []}, {"bodyValue": "x"},
        {"created": "yesterday"}, {"motivation": "praising"}, {"rights": "free"}, {"body": {"type": "TextualBody"}},
        {"target": {"type": "SpecificResource"}}, {"target": "not an iri"},
        {"target": {"type": "SpecificResource", "source": "https://x.example/", "selector": {"type": "Guess"}}},
        {"target": {"type": "SpecificResource", "source": "https://x.example/", "state": {"type": "TimeState"}}},
    ],
)  # fmt: skip
def test_the_musts_find_what_is_broken(change: dict[str, Any]) -> None:
    fine = {
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://x.example/#a", "type": "Annotation",
        "motivation": "linking", "created": "2026-11-26T05:00:00Z",
        "body": [{"type": "TextualBody", "value": "x"}],
        "target": {"type": "SpecificResource", "source": "https://x.example/",
                   "selector": {"type": "TextQuoteSelector", "exact": "x"}},
    }  # fmt: skip
    assert list(broken(fine)) == []
    assert list(broken({**fine, **change}))


def test_an_empty_newsroom_has_empty_files(ada: Actor) -> None:
    assert len(whole(ada, "csv").splitlines()) == 1
    assert whole(ada, "jsonl") == whole(ada, "claimreview-lines") == ""
    for form, key in (
        ("claimreview", "dataFeedElement"),
        ("google", "claimReviewMarkupPages"),
        ("annotations", "items"),
    ):
        assert json.loads(whole(ada, form))[key] == []
