"""The client of the Memento project asks for versions at random moments, and gets each time the one that stood then."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
import requests
import time_machine
from memento_client import MementoClient
from pytest_django.live_server_helper import LiveServer

from claims.accounts.models import Organisation, Role
from claims.publishing.models import PublishedVersion
from claims.publishing.remaking import render_newsroom
from tests import personas
from tests.publishing import desk

MOMENTS = int(os.environ.get("MOMENTS", "25"))
"""So many moments are asked for; a hundred take half a minute."""
BEGIN, DAYS = datetime(2024, 1, 10, 8, 0, 0, tzinfo=UTC), 700


@pytest.mark.django_db(transaction=True)
def test_it_gets_the_version_that_stood_at_each_moment(live_server: LiveServer) -> None:
    harbor = personas.newsroom("The Harbor", "harbor", host="harbor.example", admin="Eve")
    ada, ben = personas.person(harbor, "Ada", Role.REPORTER), personas.person(harbor, "Ben", Role.EDITOR)
    chance = random.Random(7089)
    moments = sorted(BEGIN + timedelta(seconds=chance.randrange(DAYS * 86_400)) for _ in range(9))
    with time_machine.travel(moments[0], tick=False):
        publication = desk.publish(ada, ben)
    for number, moment in enumerate(moments[1:], start=2):
        with time_machine.travel(moment, tick=False):
            publication = desk.correct(
                publication, ada, ben, kind="update", note="News.", conclusion=f"This is version {number}."
            )
    Organisation.objects.filter(pk=harbor.pk).update(base_url=live_server.url, public_host=None)
    harbor.refresh_from_db()
    render_newsroom(harbor)
    original = live_server.url + desk.path_of(publication)
    versions = {
        f"{original}v/{each.n}/": each.published_at
        for each in PublishedVersion.objects.filter(publication=publication).order_by("n")
    }
    assert list(versions.values()) == moments

    client = MementoClient(timegate_uri=f"{live_server.url}/no-such-gate/", check_native_timegate=True)
    for _ in range(MOMENTS):
        asked = BEGIN + timedelta(seconds=chance.randrange(-30 * 86_400, (DAYS + 30) * 86_400))
        stood = max((at for at in moments if at <= asked), default=moments[0])
        found = client.get_memento_info(original, asked.replace(tzinfo=None))
        assert found["timegate_uri"] == f"{original}timegate/"
        closest = found["mementos"]["closest"]
        assert versions[closest["uri"][0]] == stood, asked
        assert closest["datetime"] == stood.replace(tzinfo=None)
        assert found["mementos"]["first"]["uri"] == [f"{original}v/1/"]
        assert found["mementos"]["last"]["uri"] == [f"{original}v/9/"]

    timemap = requests.get(f"{original}timemap/", timeout=5)
    listed = client.parse_link_header(timemap.text)
    mementos = {
        uri: line["datetime"] for uri, line in listed.items() if "memento" in " ".join(line["rel"]).split()
    }
    assert mementos == {uri: [at.strftime("%a, %d %b %Y %H:%M:%S GMT")] for uri, at in versions.items()}
    assert client.is_memento(f"{original}v/4/") and not client.is_memento(original)
