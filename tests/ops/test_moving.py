"""A whole newsroom goes into a file, and comes out elsewhere with the same public pages, byte for byte."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, TestCase, override_settings

from claims.accounts.acting import Actor
from claims.accounts.models import Membership, Organisation, Role, User
from claims.evidence.models import Evidence
from claims.history.jobs import run_due
from claims.history.models import Event, Handoff
from claims.intake.models import Blob, Snapshot
from claims.matching.models import Passage
from claims.ops import archiving, restoring
from claims.publishing.models import Publication, PublicFile
from claims.publishing.ordering import withdraw
from claims.publishing.remaking import render_newsroom
from claims.verdicts.models import VerdictRevision
from tests import factories, personas
from tests.ops.elsewhere import being_in, second_database
from tests.publishing import desk


@override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    RING_DOORBELLS=False,
    PUBLISH_DELAY_SECONDS=0,
    LOOK_AT_PUBLISHED=False,
)
class TestMoving(TestCase):
    """A newsroom with one of everything and a check in each of its public states, its archive, and a second database
    with the same tables and nothing in it: each made once."""

    folder: Path
    file: Path
    elsewhere: str
    harbor: Organisation

    @classmethod
    def setUpTestData(cls) -> None:
        cls.folder = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.elsewhere = cls.enterClassContext(second_database())
        cls.harbor = personas.newsroom("The Harbor", "harbor", host="harbor.example", admin="Eve")
        roles = (("Ada", Role.REPORTER), ("Ben", Role.EDITOR), ("Eve", Role.ADMIN))
        ada, ben, eve = (personas.person(cls.harbor, who, role) for who, role in roles)
        desk.with_policies(cls.harbor)
        factories.a_house(ada, ben, eve)
        retracted = desk.publish(ada, ben, headline="“Most” 🚢 אמרו & <b>")
        desk.correct(retracted, ada, ben, kind="retraction", note="The report was forged.")
        withdraw(desk.publish(ada, ben), by=ben, reason="A court asked for it.")
        run_due(["publish", "models"])
        render_newsroom(cls.harbor)
        cls.file = cls.folder / "harbor.zip"
        call_command("export_newsroom", "harbor", cls.file, stdout=io.StringIO())

    def test_a_newsroom_comes_out_elsewhere_with_the_same_pages(self) -> None:
        before, rows = stored(), counted()
        people = set(User.objects.filter(is_system=False).values_list("email", "uid", "name"))
        uids = set(Event.objects.values_list("uid", flat=True))
        compared = desk.reader().get("/checks/").content
        blobs = {row.sha256: bytes(row.data) for row in Blob.objects.all()}
        assert {kept[0] for kept in before.values()} == {200, 410} and len(before) > 20
        assert rows["Correction"] == 2 and rows["Snapshot"] > 2
        with being_in(self.elsewhere):
            assert not Organisation.objects.exists() and not stored()
            said = io.StringIO()
            call_command("import_newsroom", self.file, stdout=said)
            after = stored()
            assert sorted(after) == sorted(before)
            assert [path for path in before if after[path] != before[path]] == []
            assert desk.reader().get("/checks/").content == compared
            assert counted() == rows
            assert {row.sha256: bytes(row.data) for row in Blob.objects.all()} == blobs
            assert set(Event.objects.values_list("uid", flat=True)) >= uids
            assert set(User.objects.filter(is_system=False).values_list("email", "uid", "name")) == people
            assert not any(user.has_usable_password() for user in User.objects.all())
            assert Membership.objects.filter(user__email="ada@harbor.example", role="reporter").exists()

            # What is derived comes back by itself, and the newsroom goes on working.
            Handoff.objects.update(due_at="2020-01-01T00:00Z")
            run_due(["models"])
            assert Passage.objects.exists()
            harbor = Organisation.objects.get()
            ada, ben = (
                Actor.of(User.objects.get(email=f"{each}@harbor.example"), harbor) for each in ("ada", "ben")
            )
            publication = Publication.objects.filter(state="published").order_by("pk").first()
            assert publication is not None
            desk.correct(
                publication, ada, ben, kind="typo", note="A letter.", headline="Fewer trees than said"
            )
            assert "Fewer trees than said" in desk.reader().get("/checks/").content.decode()
            with pytest.raises(IntegrityError), transaction.atomic():
                VerdictRevision.objects.update(headline="x")
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
                assert cursor.fetchone() == (0,), "guards are on again"
        assert "people have no passwords yet" in said.getvalue()

    def test_somebody_without_a_password_can_ask_for_one(self) -> None:
        with being_in(self.elsewhere):
            restoring.read(self.file)
            Client().post("/accounts/password/reset/", {"email": "ada@harbor.example"})
            assert [each.to for each in mail.outbox] == [["ada@harbor.example"]]
            assert "/accounts/password/reset/key/" in mail.outbox[0].body

    def test_it_meets_people_who_are_there_and_newsrooms_that_are_there(self) -> None:
        with pytest.raises(CommandError, match="here already: The Harbor"):
            call_command("import_newsroom", self.file)
        with being_in(self.elsewhere):
            User.objects.create_user("Ada@harbor.example", "a password of hers", name="Ada")
            other = Organisation.objects.create(slug="other", name="Other", public_host="harbor.example")
            with pytest.raises(CommandError, match="has the public host"):
                call_command("import_newsroom", self.file)
            other.public_host = None
            other.is_default = True
            other.save()
            organisation = restoring.read(self.file)
            assert not organisation.is_default
            assert User.objects.get(email__iexact="ada@harbor.example").check_password("a password of hers")
            assert Evidence.objects.filter(by__email__iexact="ada@harbor.example").exists()

    def test_a_damaged_archive_changes_nothing(self) -> None:
        def altered(name: str, value: Any) -> Any:
            return lambda row: {**row, name: value}

        def left_out(row: dict[str, Any]) -> dict[str, Any] | None:
            return None if row["email"] == "ada@harbor.example" else row

        def signed_by_author(row: dict[str, Any]) -> dict[str, Any]:
            ada = User.objects.get(email="ada@harbor.example")
            return {**row, "by_id": ada.pk}

        cases = [
            (rewritten, ("Evidence", altered("note", "x")), False, "not as it was written"),
            (
                rewritten,
                ("Citation", altered("quote", "Words that were never there.")),
                True,
                "does not stand",
            ),
            (rewritten, ("Snapshot", altered("text_sha256", "0" * 64)), True, "not the one that was kept"),
            (rewritten, ("SignOff", signed_by_author), True, "signed off by one of its authors"),
            (rewritten, ("people", left_out), True, "leads nowhere"),
            (rewritten, ("manifest", altered("schema", "0001_initial")), True, "same version"),
            (rewritten, ("manifest", altered("format", "something else")), True, "of another kind"),
            (rewritten, ("manifest", altered("rows", {})), True, "lacks parts"),
        ]
        for make, (part, change), honest, words in cases:
            made = make(self.file, part, change, honest=honest)
            with being_in(self.elsewhere):
                with pytest.raises(CommandError, match=words):
                    call_command("import_newsroom", made)
                assert not Organisation.objects.exists() and not Snapshot.objects.exists(), words
                assert not User.objects.filter(is_system=False).exists(), words
        (self.folder / "cut.zip").write_bytes(self.file.read_bytes()[:-400])
        (self.folder / "other.zip").write_bytes(b"PK\x05\x06" + bytes(18))
        for name, words in (
            ("cut.zip", "can’t be read"),
            ("other.zip", "no archive"),
            ("none.zip", "no file"),
        ):
            with pytest.raises(CommandError, match=words):
                call_command("import_newsroom", self.folder / name)

    def test_an_archive_holds_no_secret_and_nothing_of_another_newsroom(self) -> None:
        assert self.file.stat().st_mode & 0o077 == 0, "only whoever wrote it can read it"
        northgate = personas.newsroom("Northgate Wire", "northgate", host="northgate.example", admin="Finn")
        cleo = personas.person(northgate, "Cleo", Role.EDITOR)
        factories.an_article(cleo, town="Quillhaven", settle=False)
        archiving.write(self.harbor, self.folder / "again.zip")
        with zipfile.ZipFile(self.folder / "again.zip") as packed:
            whole = b"".join(packed.read(name) for name in packed.namelist())
        for word in ("Quillhaven", "northgate", "cleo@", "password", "whsec_", '"hash":'):
            assert word.encode() not in whole, word
        for user in User.objects.all():
            assert user.password.encode() not in whole


def stored() -> dict[str, tuple[Any, ...]]:
    """Every public file as it is served."""
    rows = PublicFile.objects.order_by("path")
    return {
        row.path: (row.status, row.media_type, bytes(row.body), bytes(row.gzip or b""), row.etag, row.headers)
        for row in rows
    }


def counted() -> dict[str, int]:
    return {each.__name__: each._default_manager.count() for each in archiving.archived_models()}


def rewritten(file: Path, part: str, change: Any, *, honest: bool) -> Path:
    """The archive with one part changed; `honest` where its hash is changed with it."""
    made = file.with_name("rewritten.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        for name in old.namelist():
            body = old.read(name)
            if name == f"{part}.jsonl":
                lines = [change(json.loads(line)) for line in io.BytesIO(body)]
                body = b"".join(json.dumps(line).encode() + b"\n" for line in lines if line is not None)
                if honest:
                    manifest["sha256"][part] = archiving.hashlib.sha256(body).hexdigest()
                    manifest["rows"][part] = body.count(b"\n")
            if name != "manifest.json":
                new.writestr(name, body)
        if part == "manifest":
            manifest = change(manifest)
        new.writestr("manifest.json", json.dumps(manifest))
    return made


def test_it_writes_over_nothing_and_names_what_is_wrong(harbor: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "harbor.zip"
    with pytest.raises(CommandError, match="no newsroom"):
        call_command("export_newsroom", "nobody", file)
    with pytest.raises(CommandError, match="can’t be written"):
        call_command("export_newsroom", "harbor", tmp_path / "no" / "such.zip")
    call_command("export_newsroom", "harbor", file)
    with pytest.raises(CommandError, match="there already"):
        call_command("export_newsroom", "harbor", file)
    call_command("export_newsroom", "harbor", file, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["harbor.zip"]


def test_every_table_is_archived_or_left_out_for_a_reason() -> None:
    owned = {
        each.__name__ for each in apps.get_app_config("claims").get_models() if archiving.is_of_newsroom(each)
    }
    archived = {each.__name__ for each in archiving.archived_models()}
    assert archived | (set(archiving.LEFT_OUT) & owned) == owned
    assert all(archiving.LEFT_OUT.values())
