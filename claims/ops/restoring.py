"""A newsroom from its archive, into an installation where it is not: all of it, or nothing.

Rows get new numbers in their old order, and keep their uids, times and words, so that public pages come out byte for
byte. Guards that watch over single writes are off while the rows go in; the same rules are then asked of the whole
(`RULES`), and the hash of every kept copy is compared. People come without passwords.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.utils import timezone

from claims.accounts.models import Organisation, User
from claims.history.models import Event, Handoff
from claims.history.recording import ring_after_commit
from claims.history.vocabulary import EventName
from claims.lib.problems import Problem
from claims.ops.archiving import AT_A_TIME, FORMAT, archived_models, schema
from claims.publishing.remaking import render_newsroom
from claims.publishing.rendering import render_fixed

DERIVED_OF_COPIES = (("matching.index", "models"), ("evidence.print", "models"))
"""What is made of each kept copy, and in which queue."""

Numbers = dict[type[models.Model], dict[int, int]]

RULES = {
    "a passage does not stand in its kept copy": """
        SELECT e.uid FROM claims_evidence e WHERE e.organisation_id = %(org)s
        AND claims_quote_in_copy(e.snapshot_id, e.start, e."end", e.quote) IS NOT TRUE
        AND EXISTS (SELECT 1 FROM claims_snapshot s WHERE s.id = e.snapshot_id AND s.removed_at IS NULL)""",
    "a citation does not stand in its kept copy": """
        SELECT c.uid FROM claims_citation c WHERE c.organisation_id = %(org)s
        AND claims_quote_in_copy(c.snapshot_id, c.start, c."end", c.quote) IS NOT TRUE
        AND EXISTS (SELECT 1 FROM claims_snapshot s WHERE s.id = c.snapshot_id AND s.removed_at IS NULL)""",
    "a claim does not stand where it is said to": """
        SELECT a.uid FROM claims_appearance a JOIN claims_articleversion v ON v.id = a.version_id
        JOIN claims_snapshot s ON s.id = v.snapshot_id
        WHERE a.organisation_id = %(org)s AND a.start IS NOT NULL AND s.removed_at IS NULL
        AND claims_quote_in_copy(s.id, a.start, a."end", a.quote) IS NOT TRUE""",
    "a verdict was signed off by one of its authors": """
        SELECT s.uid FROM claims_signoff s JOIN claims_verdictrevision r ON r.id = s.revision_id
        WHERE s.organisation_id = %(org)s AND (s.by_id = r.made_by_id OR s.by_id = ANY (r.author_ids))""",
    "a published version is not the signed revision of its own case": """
        SELECT p.uid FROM claims_publishedversion p JOIN claims_verdictrevision r ON r.id = p.revision_id
        JOIN claims_publication q ON q.id = p.publication_id JOIN claims_signoff s ON s.id = p.sign_off_id
        WHERE p.organisation_id = %(org)s AND (s.revision_id <> r.id OR q.fact_check_id <> r.fact_check_id)""",
    "a kept copy's text is not the one that was kept": """
        SELECT uid FROM claims_snapshot WHERE organisation_id = %(org)s AND text IS NOT NULL
        AND text_sha256 <> encode(sha256(convert_to(text, 'UTF8')), 'hex')""",
}
"""What must hold of the whole: query by words, which finds the rows that break it."""


def read(path: Path) -> Organisation:
    """Bring the newsroom in. Raises Problem, with nothing changed, where the file is damaged, of another version, or
    the newsroom is here already."""
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = _manifest(packed)
            with transaction.atomic():
                organisation = _bring_in(packed, manifest)
    except FileNotFoundError:
        raise Problem("archive.none", f"There is no file {path}.") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError) as error:
        raise Problem("archive.damaged", f"{path} can’t be read: {error}.") from None
    return organisation


def make_pages(organisation: Organisation, path: Path) -> None:
    """Make its public pages; each that comes out as it was keeps the time when it last changed."""
    render_newsroom(organisation)
    with zipfile.ZipFile(path) as packed, transaction.atomic(), connection.cursor() as cursor:
        rows = list(_part(packed, _manifest(packed), "pages"))
        for first in range(0, len(rows), AT_A_TIME):
            part = rows[first : first + AT_A_TIME]
            columns = [[row[name] for row in part] for name in ("path", "etag", "rendered_at")]
            cursor.execute(
                "UPDATE claims_publicfile f SET rendered_at = v.at FROM "
                "unnest(%s::text[], %s::text[], %s::timestamptz[]) AS v(path, etag, at) "
                "WHERE f.organisation_id = %s AND f.path = v.path AND f.etag = v.etag",
                [*columns, organisation.pk],
            )
    render_fixed(organisation)  # the map says those times


def _manifest(packed: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(packed.read("manifest.json"))
        known = manifest["format"] == FORMAT
        made_by = manifest["schema"]
    except (KeyError, ValueError, TypeError):
        raise Problem("archive.other", "This is no archive of a newsroom.") from None
    if not known:
        raise Problem("archive.other", f"This archive is of another kind: {str(manifest['format'])[:60]}.")
    if made_by != schema():
        raise Problem(
            "archive.version",
            f"The archive was made by version {made_by}; this installation has {schema()}.",
            next_step="Bring both installations to the same version, and export again.",
        )
    wanted = {"organisation", "people", "pages", *(model.__name__ for model in archived_models())}
    if set(manifest["rows"]) != wanted:
        odd = ", ".join(sorted(set(manifest["rows"]) ^ wanted))
        raise Problem("archive.damaged", f"The archive lacks parts, or has others: {odd}.")
    return manifest


def _bring_in(packed: zipfile.ZipFile, manifest: dict[str, Any]) -> Organisation:
    numbers: Numbers = {User: {}, Organisation: {}}
    (mine,) = list(_part(packed, manifest, "organisation"))
    _refuse_what_is_here(mine)
    for person in _part(packed, manifest, "people"):
        numbers[User][person["id"]] = _person(person).pk
    organisation = _newsroom(mine)
    numbers[Organisation][mine["id"]] = organisation.pk
    tables = archived_models()
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE TRIGGER USER')
        for model in tables:
            numbers[model] = _new_numbers(
                model, [row["id"] for row in _part(packed, manifest, model.__name__)]
            )
        for model in tables:
            _load(model, _part(packed, manifest, model.__name__), numbers, organisation)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in tables:
            cursor.execute(f'ALTER TABLE "{model._meta.db_table}" ENABLE TRIGGER USER')
        for words, query in RULES.items():
            cursor.execute(query, {"org": organisation.pk})
            if broken := [uid for (uid,) in cursor.fetchall()]:
                raise Problem(
                    "archive.damaged",
                    f"In this archive {words}: {', '.join(broken[:5])}. Nothing was imported.",
                )
    _ask_for_what_is_derived(organisation)
    return organisation


def _part(packed: zipfile.ZipFile, manifest: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """The rows of a part; its hash is compared at the end."""
    digest, count = hashlib.sha256(), 0
    try:
        with packed.open(f"{name}.jsonl") as file:
            for line in file:
                digest.update(line)
                count += 1
                yield json.loads(line)
    except (KeyError, ValueError) as error:
        raise Problem("archive.damaged", f"The part {name} can’t be read: {error}.") from None
    if digest.hexdigest() != manifest["sha256"].get(name) or count != manifest["rows"][name]:
        raise Problem("archive.damaged", f"The part {name} is not as it was written. Nothing was imported.")


def _refuse_what_is_here(mine: dict[str, Any]) -> None:
    for column, words in (("uid", "This newsroom"), ("slug", "A newsroom with this short name")):
        found = Organisation.objects.filter(**{column: mine[column]}).first()
        if found is not None:
            raise Problem(
                "archive.newsroom_here",
                f"{words} is here already: {found.name} ({found.slug}).",
                next_step="Import into an installation where it is not.",
            )
    if mine["public_host"] and Organisation.objects.filter(public_host=mine["public_host"]).exists():
        raise Problem(
            "archive.host_taken",
            f"Another newsroom here has the public host {mine['public_host']}.",
            next_step="Give that one another host first.",
        )


def _person(person: dict[str, Any]) -> User:
    """The account with this address, or a new one without a password."""
    if person["is_system"]:
        return User.objects.system()
    found = User.objects.filter(email__iexact=person["email"]).first()
    if found is not None:
        return found
    if User.objects.filter(uid=person["uid"]).exists():
        raise Problem("archive.person", f"Somebody else here has the id of {person['email']}.")
    values = {
        name: person[name] for name in ("uid", "email", "name", "is_active", "joined_at", "key_choices")
    }
    made = User(**values)
    made.set_unusable_password()
    made.save()
    return made


def _newsroom(mine: dict[str, Any]) -> Organisation:
    values = {
        field.attname: value_of(field, mine[field.attname])
        for field in Organisation._meta.local_concrete_fields
        if field.attname != "id"
    }
    values["is_default"] = not Organisation.objects.filter(is_default=True).exists()
    return Organisation.objects.create(**values)


def _new_numbers(model: type[models.Model], old: list[int]) -> dict[int, int]:
    """The old primary keys where the table is empty; else new ones in the order of the old ones, so that lists that
    break ties by age stay as they are."""
    if not old:
        return {}
    with connection.cursor() as cursor:
        if not model._default_manager.exists():
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{model._meta.db_table}"', max(old)]
            )
            return {number: number for number in old}
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', len(old)],
        )
        new = sorted(number for (number,) in cursor.fetchall())
    return dict(zip(sorted(old), new, strict=True))


def _load(
    model: type[models.Model],
    rows: Iterator[dict[str, Any]],
    numbers: Numbers,
    organisation: Organisation,
) -> None:
    batch: list[models.Model] = []
    for row in rows:
        batch.append(_made(model, row, numbers, organisation))
        if len(batch) == AT_A_TIME:
            model._default_manager.bulk_create(batch)
            batch = []
    model._default_manager.bulk_create(batch)


def _made(
    model: type[models.Model], row: dict[str, Any], numbers: Numbers, organisation: Organisation
) -> models.Model:
    values: dict[str, Any] = {}
    for field in model._meta.local_concrete_fields:
        name = field.attname
        if name not in row:
            continue
        value = value_of(field, row[name])
        try:
            if name == "id":
                value = numbers[model][value]
            elif name == "organisation_id":
                value = organisation.pk
            elif field.is_relation and value is not None:
                value = numbers[field.related_model][value]  # type: ignore[index]
            elif name == "author_ids":
                value = [numbers[User][each] for each in value]
            elif model is Event and name == "actor_id" and value is not None:
                value = numbers[User].get(value)
        except KeyError:
            raise Problem(
                "archive.damaged", f"{model.__name__} {row.get('uid', row['id'])}: {name} leads nowhere."
            ) from None
        values[name] = value
    return model(**values)


def value_of(field: models.Field[Any, Any], value: Any) -> Any:
    """A column's value as it was (`archiving.plain`)."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, ArrayField):
        return list(value)
    return field.to_python(value)


def _ask_for_what_is_derived(organisation: Organisation) -> None:
    """The search index and the prints of kept copies are made again by the jobs that made them first."""
    kept = Event.objects.filter(organisation_id=organisation.pk, name=EventName.SNAPSHOT_KEPT).order_by("pk")
    now = timezone.now()
    jobs = [
        Handoff(
            event_id=pk,
            organisation_id=organisation.pk,
            task=task,
            queue=queue,
            due_at=now + timedelta(seconds=1),
        )
        for pk in kept.values_list("pk", flat=True)
        for task, queue in DERIVED_OF_COPIES
    ]
    Handoff.objects.bulk_create(jobs, batch_size=AT_A_TIME)
    for _, queue in DERIVED_OF_COPIES:
        ring_after_commit(queue)
