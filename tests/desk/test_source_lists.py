"""Settings, Lists of sources: brought in by forms, chosen, removed and taken back; faults told and nothing lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims.accounts.acting import Actor
from claims.history.models import Event
from claims.intake.lists import notes_on
from claims.intake.models import SourceList, SourceListVersion
from tests.desk.conftest import SignIn

LISTS = reverse("desk:source_lists")
ADD = reverse("desk:add_source_list")
FIRST = "source,label,note,since\npaper.example,reliable,It corrects itself,2019-04\nrumour.example,unreliable,,\n"
SECOND = "source,label\npaper.example,reliable\nrumour.example,satire\nnew.example,unreliable\n"


def file(words: str | bytes, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode() if isinstance(words, str) else words)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def said(actor: Actor, address: str = "https://www.paper.example/story") -> list[str]:
    return [f"{each.label} {each.version}" for each in notes_on(actor.organisation.pk, [address])[address]]


@pytest.fixture
def eves(as_: SignIn, eve: Actor) -> Client:
    return as_(eve)


@pytest.fixture
def kept(eves: Client) -> SourceList:
    """A list with two versions, the second in use."""
    form = {"name": "Perennial", "version": "1", "about": "https://lists.example/", "file": file(FIRST)}
    assert eves.post(ADD, form).status_code == 303
    found = SourceList.objects.get()
    again = {"version": "2", "entries": SECOND}
    assert eves.post(reverse("desk:import_source_list", args=[found.uid]), again).status_code == 303
    return found


def test_an_admin_adds_a_list_by_a_file_and_a_version_by_writing_it_down(
    eves: Client, eve: Actor, kept: SourceList
) -> None:
    page = body(eves.get(reverse("desk:source_list", args=[kept.uid])))
    assert "Version <b><bdi>2</bdi></b> is in use" in page and "1 new, 2 changed" in page
    assert page.count("<bdi>Eve</bdi>") >= 2, "who brought each version in"
    assert "satire" in page and 'href="https://lists.example/"' in page
    older = body(eves.get(reverse("desk:source_list", args=[kept.uid]), {"n": "1"}))
    assert "not in use" in older and "It corrects itself" in older and "satire" not in older
    assert said(eve) == ["reliable 2"] and said(eve, "https://new.example/") == ["unreliable 2"]
    assert 'href="/desk/settings/lists/' in body(eves.get(LISTS))
    names = list(
        Event.objects.filter(subject_type="SourceList").order_by("pk").values_list("name", flat=True)
    )
    assert names == ["source_list.imported"] * 2


def test_it_says_what_the_lists_say_of_an_address(eves: Client, kept: SourceList) -> None:
    assert "as <b><bdi>reliable</bdi></b>: version 2, since 2019-04" in body(
        eves.get(LISTS, {"q": "https://news.paper.example/a?b"})
    )
    assert "No list says anything of it" in body(eves.get(LISTS, {"q": "other.example"}))
    assert "This is no site or address" in body(eves.get(LISTS, {"q": "http://[::bad"}))


def test_an_older_version_counts_again_and_a_removed_list_says_nothing_until_it_is_brought_back(
    eves: Client, eve: Actor, kept: SourceList
) -> None:
    use = reverse("desk:use_source_list", args=[kept.uid])
    assert eves.post(use, {"n": "1"}).status_code == 303
    assert said(eve) == ["reliable 1"] and said(eve, "https://new.example/") == []
    assert eves.post(use).status_code == 303
    assert said(eve) == [] and SourceListVersion.objects.count() == 2
    page = body(eves.get(reverse("desk:source_list", args=[kept.uid])))
    assert "<b>Removed</b>" in page and "Remove this list" not in page
    assert '<span class="chip">removed</span>' in body(eves.get(LISTS))
    assert eves.post(use, {"n": "2"}).status_code == 303 and said(eve) == ["reliable 2"]
    assert eves.post(use, {"n": "9"}).status_code == 404 and said(eve) == ["reliable 2"]


def test_each_act_is_undone_and_done_again(eves: Client, eve: Actor, kept: SourceList) -> None:
    undo, redo = reverse("desk:undo"), reverse("desk:redo")
    assert eves.post(undo).status_code == 303 and said(eve) == ["reliable 1"]
    assert eves.post(redo).status_code == 303 and said(eve) == ["reliable 2"]
    eves.post(reverse("desk:use_source_list", args=[kept.uid]))
    assert eves.post(undo).status_code == 303 and said(eve) == ["reliable 2"]
    eves.post(
        reverse("desk:edit_source_list", args=[kept.uid]),
        {"name": "Ours", "about": "", "row_version": _now(kept)},
    )
    assert SourceList.objects.get().name == "Ours"
    assert eves.post(undo).status_code == 303 and SourceList.objects.get().name == "Perennial"


def test_an_undo_does_not_pass_over_what_another_admin_chose_since(
    as_: SignIn, eves: Client, kept: SourceList, eve: Actor
) -> None:
    imported = Event.objects.filter(name="source_list.imported").latest("pk")
    eves.post(reverse("desk:use_source_list", args=[kept.uid]), {"n": "1"})
    answer = eves.post(reverse("desk:undo"), {"event": imported.uid})
    assert answer.status_code == 409 and said(eve) == ["reliable 1"]


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ("source,label\nnot a host,x\nok.example,\n", ["line 2: “not a host”", "line 3: the label has"]),
        ("source,label\nvideo.example/watch?v=1,x\n", ["line 2: “video.example/watch?v=1” has a ? or #"]),
        ("source;label\npaper.example;x\n", ["there is no column “source”", "commas part them"]),
        ("source,label,label\npaper.example,x,y\n", ["the column “label” is there twice"]),
        ('[{"source": "paper.example", "label": ["x"]}]', ["entry 1: “label” holds no text"]),
        ("[" * 50_000, ["this is no JSON"]),
        ('[{"source": "paper.example", "label": ' + "9" * 5000 + "}]", ["this is no JSON"]),
        ("source,label\n" + "bad host,x\n" * 30, ["line 2", "And 10 more."]),
    ],
)  # fmt: skip
def test_a_faulty_file_is_told_line_by_line_and_its_words_stand_in_the_form_to_be_mended(
    eves: Client, words: str, faults: list[str]
) -> None:
    form = {"name": "Kept name", "version": "kept version", "about": "https://kept.example/"}
    for sent in ({"file": file(words, "x.json" if words[0] == "[" else "x.csv")}, {"entries": words}):
        answer = eves.post(ADD, {**form, **sent})
        page = body(answer)
        assert answer.status_code == 422
        assert all(fault in page for fault in faults), re.findall(r"<li dir=.*?</li>|<b>[^<]*</b>", page)
        assert "Nothing was imported" in page
        assert all(f'value="{kept}"' in page for kept in form.values())
        held = page.partition('id="list-entries"')[2].partition("</textarea>")[0]
        assert words.splitlines()[-1][:60].replace('"', "&quot;") in held, "what was in the file is there"
    assert not SourceList.objects.exists()


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"file": file(b"source,label\n\xff\xfe,x\n")}, "no UTF-8 (line 2)"),
        ({"file": file(b"  \n")}, "The file is empty"),
        ({}, "There are no entries"),
        ({"file": file(FIRST), "name": " "}, "can’t be the name"),
        ({"file": file(FIRST), "version": "v" * 41}, "can’t be the version"),
        ({"file": file(FIRST), "about": "javascript:alert(1)"}, "is no address of a page"),
    ],
)
def test_what_can_not_be_kept_is_refused_at_its_field(eves: Client, sent: dict[str, Any], fault: str) -> None:
    answer = eves.post(ADD, {"name": "A list", "version": "1", **sent})
    assert answer.status_code == 422 and fault in body(answer) and not SourceList.objects.exists()


def test_a_version_that_is_there_is_refused_with_other_entries_and_nothing_with_the_same(
    eves: Client, kept: SourceList
) -> None:
    add = reverse("desk:import_source_list", args=[kept.uid])
    answer = eves.post(add, {"version": "2", "entries": FIRST})
    assert answer.status_code == 409 and "is there with other entries" in body(answer)
    assert "rumour.example,unreliable" in body(answer), "nothing typed is lost"
    answer = eves.post(add, {"version": "2", "entries": SECOND}, follow=True)
    assert "was here: nothing changed" in body(answer) and SourceListVersion.objects.count() == 2
    answer = eves.post(ADD, {"name": "perennial", "version": "1", "entries": FIRST})
    assert answer.status_code == 409 and "There is a list" in body(answer)


def test_two_admins_do_not_write_over_each_other(eves: Client, kept: SourceList) -> None:
    edit, seen = reverse("desk:edit_source_list", args=[kept.uid]), _now(kept)
    assert eves.post(edit, {"name": "One", "about": "", "row_version": seen}).status_code == 303
    answer = eves.post(edit, {"name": "Two", "about": "", "row_version": seen})
    assert answer.status_code == 412 and 'value="Two"' in body(answer)
    assert SourceList.objects.get().name == "One"


def test_everybody_reads_and_only_an_admin_changes(
    as_: SignIn, ada: Actor, ben: Actor, dev: Actor, kept: SourceList
) -> None:
    for actor in (ada, ben, dev):
        client = as_(actor)
        page = body(client.get(reverse("desk:source_list", args=[kept.uid])))
        assert "satire" in page and "An admin of your newsroom" in page and "Add and use" not in page
        assert "Add the list" not in body(client.get(LISTS))
        for name, args in (
            ("add_source_list", []),
            ("import_source_list", [kept.uid]),
            ("use_source_list", [kept.uid]),
        ):
            answer = client.post(
                reverse(f"desk:{name}", args=args), {"name": "x", "version": "3", "entries": FIRST}
            )
            assert answer.status_code == 403 and "This needs the role admin" in body(answer)
        form = {"name": "x", "about": "", "row_version": "1"}
        assert client.post(reverse("desk:edit_source_list", args=[kept.uid]), form).status_code == 403
    assert SourceListVersion.objects.count() == 2 and SourceList.objects.get().name == "Perennial"


def test_a_version_taken_along_can_be_imported_again(eves: Client, eve: Actor, kept: SourceList) -> None:
    answer = eves.get(reverse("desk:source_list_file", args=[kept.uid]), {"n": "1"})
    assert "attachment" in answer["Content-Disposition"]
    form = {"name": "Again", "version": "1", "file": file(answer.content, "again.json")}
    assert eves.post(ADD, form).status_code == 303
    assert sorted(said(eve)) == ["reliable 1", "reliable 2"]


def test_words_of_a_list_are_words(eves: Client, eve: Actor) -> None:
    hostile = 'source,label,note\npaper.example,<b>good</b>,"<script>alert(1)</script> \u202eback"\n'
    assert eves.post(ADD, {"name": "<i>x</i>", "version": "<u>1</u>", "entries": hostile}).status_code == 422
    hostile = hostile.replace("\u202e", "")
    assert eves.post(ADD, {"name": "<i>x</i>", "version": "<u>1</u>", "entries": hostile}).status_code == 303
    for page in (
        LISTS + "?q=paper.example",
        reverse("desk:source_list", args=[SourceList.objects.get().uid]),
    ):
        shown = body(eves.get(page))
        assert "&lt;b&gt;good" in shown and "<b>good" not in shown and "<script>alert" not in shown


def _now(kept: SourceList) -> str:
    return str(SourceList.objects.get(pk=kept.pk).row_version)
