"""Every kind of event and every job can be told in words."""

from __future__ import annotations

from claims.desk.happenings import PHRASES, label
from claims.desk.tags import JOB_WORDS
from claims.history.models import Event
from claims.history.vocabulary import EventName
from claims.pipeline import FOLLOW_UPS


def test_every_event_has_words() -> None:
    assert set(PHRASES) == set(EventName)


def test_every_job_has_words() -> None:
    assert {each.task for follow_ups in FOLLOW_UPS.values() for each in follow_ups} <= set(JOB_WORDS)


def test_a_draft_is_named_as_what_it_is_about() -> None:
    event = Event(subject_type="Draft", subject_label="draft for Half of the trees are oaks.")
    assert label(event) == "Half of the trees are oaks."


def test_a_publication_keeps_the_names_in_its_claim() -> None:
    event = Event(subject_type="Publication", subject_label="Well-known trees of Elmstead are oaks.")
    assert label(event) == "Well-known trees of Elmstead are oaks."
