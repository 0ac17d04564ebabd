"""Other people's Python programs ask our oEmbed endpoint over HTTP, as they come."""

from __future__ import annotations

from collections.abc import Iterator

import micawber
import pytest
from pyoembed import PyOembedException, oEmbed

from claims.accounts.acting import Actor
from claims.accounts.models import Organisation
from claims.publishing.models import Publication
from tests.publishing import desk
from tests.verdicts import makers


@pytest.fixture
def published(
    transactional_db: None, live_server: object, harbor: Organisation, ada: Actor, ben: Actor
) -> Iterator[tuple[str, Publication]]:
    base = str(live_server)
    Organisation.objects.filter(pk=harbor.pk).update(base_url=base, public_host=None)
    for actor in (ada, ben):
        actor.organisation.refresh_from_db()
    yield base, desk.publish(ada, ben)


def test_micawber_and_pyoembed_get_the_card_at_the_size_they_ask_for(
    published: tuple[str, Publication],
) -> None:
    base, publication = published
    url = base + desk.path_of(publication)
    frame = f'<iframe src="{base}/embed/claim/{publication.fact_check.claim.uid}/'

    registry = micawber.ProviderRegistry()
    registry.register(rf"{base}/checks/\S+", micawber.Provider(f"{base}/oembed"))
    found = registry.request(url, maxwidth=320)
    assert (found["type"], found["width"], found["title"]) == ("rich", 320, "Most experts, not “most people”")
    assert frame in found["html"]
    shown = micawber.parse_text(f"We looked.\n\n{url}\n\nSo there.", registry, maxwidth=320)
    assert frame in shown and makers.SAID in shown
    with pytest.raises(micawber.ProviderException):
        registry.request(f"{base}/checks/nothing-aaaaaaaaaaaa/")

    # pyoembed knows nothing of us: it reads the page and follows its discovery link.
    found = oEmbed(url, maxwidth=320, maxheight=700)
    assert (found["type"], found["version"], found["width"]) == ("rich", "1.0", 320)
    assert frame in found["html"]
    with pytest.raises(PyOembedException):
        oEmbed(f"{base}/how-we-work/")
