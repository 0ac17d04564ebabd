"""A backup that was never restored is no backup."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from factcheck import backup
from factcheck.premises import ServerTrouble
from factcheck.servers import Servers


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="workbench-tests-", dir="/tmp"))
    folder.chmod(0o755)
    servers = Servers(folder / "local", durable=False)
    servers.ensure(valkey=False)
    url = servers.database_url()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (n int PRIMARY KEY, text text)")
        connection.execute("INSERT INTO kept SELECT n, 'row ' || n FROM generate_series(1, 500) n")
    yield url
    servers.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def there(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path / "local"))


def hashed(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT count(*), md5(string_agg(kept::text, ',' ORDER BY n)) FROM kept"
        ).fetchone()


def test_what_was_saved_comes_back(database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = hashed(database)
    assert backup.main(["backup"]) == 0
    dump = Path(capsys.readouterr().out.strip())
    assert dump.parent == tmp_path / "local" / "backup"
    assert dump.stat().st_mode & 0o777 == 0o600
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM kept WHERE n > 3; UPDATE kept SET text = 'lost'")
    assert backup.main(["restore", str(dump)]) == 0
    assert hashed(database) == before


def test_a_damaged_dump_changes_nothing(database: str, tmp_path: Path) -> None:
    dump = backup.backup(str(tmp_path / "whole.dump"))
    (tmp_path / "cut.dump").write_bytes(dump.read_bytes()[:-600])
    before = hashed(database)
    with pytest.raises(ServerTrouble, match="pg_restore failed"):
        backup.restore(str(tmp_path / "cut.dump"))
    assert hashed(database) == before


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backup.main(["restore", str(tmp_path / "nothing.dump")]) == 1
    assert "There is no file" in capsys.readouterr().err
    assert backup.main(["restore"]) == 2


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServerTrouble, match="can't be written"):
        backup.backup(str(tmp_path / "no" / "such.dump"))
