"""Lists of sources: imported in versions, shown as a note with version and since when; no score, nothing left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from claims.accounts.acting import Actor
from claims.evidence.models import Candidate, EvidenceRun
from claims.history.models import Event
from claims.intake.list_files import Entry, read_entries
from claims.intake.lists import import_version, notes_on
from claims.intake.models import SourceList, SourceListEntry, SourceListVersion
from claims.lib.problems import Conflict, Problem, Refused
from tests.api.conftest import program
from tests.desk.conftest import SignIn, as_
from tests.verdicts import makers

__all__ = ["as_", "program"]
CSV = """source,label,note,since
paper.example,generally reliable,Corrects itself in the open,2019-04
paper.example/blogs,self-published,,
https://www.rumour.example/,generally unreliable,,2021
"""


@pytest.fixture
def load(harbor: Any, tmp_path: Path) -> Any:
    def command(
        text: str, version: str = "2026-11-01", *, name: str = "list.csv", key: str = "perennial"
    ) -> None:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        call_command(
            "import_source_list", file, newsroom="harbor", list=key, name="Perennial sources",
            version_of_list=version, about="https://lists.example/perennial",
        )  # fmt: skip

    return command


def said(actor: Actor, *addresses: str) -> list[list[tuple[str, str, str]]]:
    notes = notes_on(actor.organisation.pk, addresses)
    return [[(each.label, each.version, each.since) for each in notes.get(at, [])] for at in addresses]


def test_the_most_exact_entry_of_a_list_is_shown(load: Any, ada: Actor) -> None:
    load(CSV)
    assert said(
        ada,
        "https://www.paper.example/2024/1",
        "https://news.paper.example/",
        "https://paper.example/blogs/x",
        "https://paper.example/blogsphere",
        "http://rumour.example/a",
        "https://notpaper.example/",
        "nonsense",
    ) == [
        [("generally reliable", "2026-11-01", "2019-04")],
        [("generally reliable", "2026-11-01", "2019-04")],
        [("self-published", "2026-11-01", "2026-11-01")],
        [("generally reliable", "2026-11-01", "2019-04")],
        [("generally unreliable", "2026-11-01", "2021")],
        [],
        [],
    ]


def test_a_version_is_added_and_what_still_holds_keeps_since_when(load: Any, ada: Actor) -> None:
    load(CSV)
    load(
        json.dumps(
            {
                "entries": [
                    {"source": "paper.example/blogs", "label": "self-published"},
                    {"source": "rumour.example", "label": "deprecated"},
                ]
            }
        ),
        "2027-01-15",
        name="list.json",
    )
    assert said(
        ada, "https://paper.example/blogs/x", "https://rumour.example/", "https://paper.example/"
    ) == [
        [("self-published", "2027-01-15", "2026-11-01")],
        [("deprecated", "2027-01-15", "2027-01-15")],
        [],
    ]
    assert [each.label for each in SourceListVersion.objects.order_by("n")] == ["2026-11-01", "2027-01-15"]
    assert SourceListEntry.objects.count() == 5, "the older version stays"
    event = Event.objects.filter(name="source_list.imported").latest("pk")
    assert event.before == {"version": "2026-11-01"}
    assert event.after == {"version": "2027-01-15", "entries": 2, "came": 0, "went": 1, "changed": 1}


def test_the_same_import_again_changes_nothing_and_another_under_its_name_is_refused(load: Any) -> None:
    load(CSV)
    load(CSV)
    assert SourceListVersion.objects.count() == 1 and SourceListEntry.objects.count() == 3
    with pytest.raises(CommandError, match="is there with other entries"):
        load(CSV.replace("generally unreliable", "deprecated"))
    assert SourceListEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("source,label\npaper.example,ok\nno host,ok\n,ok\n", "x.csv", ["line 3: “no host” is no host", "line 4: “”"]),
        ("source,label\npaper.example,\n", "x.csv", ["line 2: the label has 1 to 100"]),
        ("source,label,since\npaper.example,ok,yesterday\n", "x.csv", ["line 2: “yesterday” is no date"]),
        ("source,label\na.example,ok\nwww.a.example,bad\n", "x.csv", ["line 3: “a.example” stands already in line 2"]),
        ("source,label,score\na.example,ok,5\n", "x.csv", ["line 2: “score” is no column"]),
        ("source,label\na.example,ok,more,cells\n", "x.csv", ["line 2: it has more cells than there are columns"]),
        ("host,label\na.example,ok\n", "x.csv", ["line 1: there is no column “source”"]),
        ('source,label\n"a.example,ok\n', "x.csv", ["this is no CSV"]),
        ("source,label\n", "x.csv", ["The file has no entries."]),
        ('[{"source": "a.example", "label": "ok"}, "b.example"]', "x.json", ["entry 2: “b.example” is no column"]),
        ('{"entries": 3}', "x.json", ["holds no list of entries"]),
        ('[{"source": ', "x.json", ["line 1: this is no JSON"]),
    ],
)  # fmt: skip
def test_it_imports_all_or_nothing_and_names_every_faulty_line(
    load: Any, text: str, name: str, said: list[str]
) -> None:
    with pytest.raises(CommandError) as refused:
        load(text, name=name)
    assert all(words in str(refused.value) for words in said), str(refused.value)
    assert not SourceList.objects.exists()


def test_unknown_newsrooms_files_and_names_are_refused(load: Any, tmp_path: Path, harbor: Any) -> None:
    common = {"list": "x", "name": "X", "version_of_list": "1"}
    with pytest.raises(CommandError, match="no newsroom “nowhere”"):
        call_command("import_source_list", tmp_path / "x.csv", newsroom="nowhere", **common)
    with pytest.raises(CommandError, match="can’t be read"):
        call_command("import_source_list", tmp_path / "x.csv", newsroom="harbor", **common)
    with pytest.raises(CommandError, match="can’t be the version"):
        load(CSV, "")


def test_only_an_admin_imports_and_versions_are_frozen(ada: Actor, eve: Actor, cleo: Actor) -> None:
    entries = [Entry("paper.example", "", "ours")]
    with pytest.raises(Refused):
        import_version(by=ada, key="own", name="Own list", version="1", entries=entries)
    made = import_version(by=eve, key="own", name="Own list", version="1", entries=entries)
    assert said(cleo, "https://paper.example/") == [[]], "another newsroom's list says nothing here"
    for rows in (SourceListVersion.objects.filter(pk=made.pk), SourceListEntry.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(organisation_id=cleo.organisation.pk)
    with pytest.raises(Conflict):
        import_version(
            by=eve, key="own", name="Own list", version="1", entries=[*entries, Entry("b.example", "", "x")]
        )
    with pytest.raises(Problem):
        read_entries("", name="x.csv")


def test_cards_and_the_sources_page_show_a_plain_note_and_leave_nothing_out(
    load: Any, as_: SignIn, program: Any, ada: Actor
) -> None:
    load(CSV)
    claim = makers.claim(ada)
    copy = makers.kept_copy(ada)
    makers.evidence(ada, claim, snapshot=copy)
    run = EvidenceRun.objects.create(
        organisation=ada.organisation, claim=claim, statement="x", deadline_at=claim.created_at, by=ada.user
    )
    Candidate.objects.create(
        organisation=ada.organisation, run=run, claim=claim, subject_uid=claim.uid, rank=1, title="A rumour",
        url="https://rumour.example/1", passage="They say so.", passage_sha256="0" * 64,
    )  # fmt: skip
    note = "Perennial sources</a> as <b><bdi>{}</bdi></b>: version 2026-11-01, since {}"
    board = as_(ada).get(f"/desk/claims/{claim.uid}/").content.decode()
    assert note.format("generally reliable", "2019-04") in board
    assert "A rumour" in board and note.format("generally unreliable", "2021") in board
    for path in ("/desk/sources/", f"/desk/sources/{copy.source.uid}/"):
        assert note.format("generally reliable", "2019-04") in as_(ada).get(path).content.decode()
    shown = program(ada).get(f"/api/v1/sources/{copy.source.uid}/lists/").json()
    assert shown == [
        {
            "list": "Perennial sources", "label": "generally reliable", "version": "2026-11-01", "since": "2019-04",
            "note": "Corrects itself in the open", "about": "https://lists.example/perennial",
        }
    ]  # fmt: skip
