"""The Internet Archive's stand-in as an operator would set it up, with paces that don't slow tests down."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from claims.evidence.providers.internet_archive import InternetArchive
from claims.evidence.providers.internet_archive.replay import Replay
from claims.evidence.providers.internet_archive.saving import SavePageNow, SaveStatus
from claims.evidence.standing_in import StandInServer
from tests.evidence.test_http_contract import FAST, SERVICES


def open_archive(server: StandInServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for service in (InternetArchive, Replay, SavePageNow, SaveStatus):
        assert service.pace is not None
        monkeypatch.setattr(service, "pace", replace(FAST, bare_wait=service.pace.bare_wait))
    archive = SERVICES["internet_archive"]
    for notes in (archive.saved, archive.jobs, archive.polled):  # type: ignore[attr-defined]
        notes.clear()
    settings.EVIDENCE_PROVIDERS = ["own_archive", "internet_archive"]
    settings.PROVIDER_SETTINGS = server.environment()
