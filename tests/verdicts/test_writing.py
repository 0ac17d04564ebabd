"""The draft: field by field, with what is missing always known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.accounts.acting import Actor
from claims.history.models import Event
from claims.lib.problems import Conflict, NotFound, Problem, Stale
from claims.verdicts import reviewing, workflow, writing
from claims.verdicts.models import Draft
from claims.verdicts.scales import active_scale
from tests.verdicts import makers


def draft_of(by: Actor, claim: object = None) -> Draft:
    fact_check = workflow.open_case(claim or makers.claim(by), by=by)  # type: ignore[arg-type]
    return writing.start_writing(fact_check, by=by)


def fields(draft: Draft) -> list[str]:
    return [gap.field for gap in writing.gaps(draft)]


def test_it_cites_the_evidence_there_is_when_writing_starts(ada: Actor) -> None:
    claim = makers.claim(ada)
    first = makers.evidence(ada, claim)
    key = makers.evidence(ada, claim, "It gave no figures at all.", stance="context", is_key=True)
    draft = draft_of(ada, claim)
    assert [(each.number, each.evidence) for each in draft.citations.all()] == [(1, key), (2, first)]
    assert draft.author_ids == [ada.user.pk]
    assert writing.start_writing(draft.fact_check, by=ada) == draft


def test_it_drafts_a_headline_from_claim_and_rating_until_somebody_writes_one(ada: Actor) -> None:
    draft = draft_of(ada)
    writing.save(draft, by=ada, row_version=draft.row_version, changes={"rating": "2"})
    assert draft.headline == "Mostly false: Most people think that AGI will not come for centuries"
    writing.save(draft, by=ada, row_version=draft.row_version, changes={"rating": "false"})
    assert draft.headline.startswith("False: ")
    writing.save(draft, by=ada, row_version=draft.row_version, changes={"headline": "Experts, not people"})
    writing.save(draft, by=ada, row_version=draft.row_version, changes={"rating": "true"})
    assert draft.headline == "Experts, not people"
    assert draft.claim_text == "Most people think that AGI will not come for centuries"


def test_everybody_who_saves_is_an_author_and_every_save_is_in_the_history(ada: Actor, ben: Actor) -> None:
    draft = draft_of(ada)
    writing.save(draft, by=ada, row_version=draft.row_version, changes={"conclusion": "One."})
    writing.save(
        draft, by=ben, row_version=draft.row_version, changes={"conclusion": "Two.", "rating": "true"}
    )
    assert draft.author_ids == [ada.user.pk, ben.user.pk]
    event = Event.objects.filter(name="draft.saved").first()
    assert event is not None
    assert (event.before["conclusion"], event.after["conclusion"]) == ("One.", "Two.")
    assert (event.before["rating"], event.after["rating"]) == (None, "true")


def test_a_save_that_changes_nothing_leaves_no_trace(ada: Actor) -> None:
    draft = draft_of(ada)
    version = draft.row_version
    writing.save(draft, by=ada, row_version=version, changes={"headline": draft.headline})
    assert draft.row_version == version
    assert not Event.objects.filter(name="draft.saved").exists()


def test_it_refuses_a_save_over_a_newer_one(ada: Actor, ben: Actor) -> None:
    draft = draft_of(ada)
    seen = draft.row_version
    writing.save(Draft.objects.get(pk=draft.pk), by=ben, row_version=seen, changes={"conclusion": "Ben's."})
    with pytest.raises(Stale) as refused:
        writing.save(draft, by=ada, row_version=seen, changes={"conclusion": "Ada's."})
    assert refused.value.current.conclusion == "Ben's."  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"conclusion": "x" * 281}, "/conclusion"),
        ({"claim_text": "x" * 151}, "/claim_text"),
        ({"headline": "x" * 201}, "/headline"),
        ({"headline": "half an emoji \ud83d"}, "/headline"),
        ({"conclusion": "a NUL \x00"}, "/conclusion"),
        ({"explanation": 5}, "/explanation"),
        ({"rating": "pants-on-fire"}, "/rating"),
        ({"known_as_of": "yesterday"}, "/known_as_of"),
        ({"known_as_of": "2026-13-40T99:00:00Z"}, "/known_as_of"),
        ({"correction_kind": "typo"}, "/correction_kind"),
        ({"author_ids": [1]}, "/author_ids"),
    ],
)
def test_it_refuses_what_does_not_fit_and_says_where(ada: Actor, changes: dict, pointer: str) -> None:
    draft = draft_of(ada)
    with pytest.raises(Problem) as refused:
        writing.save(draft, by=ada, row_version=draft.row_version, changes=changes)
    assert (refused.value.status, refused.value.pointer) == (422, pointer)
    draft.refresh_from_db()
    assert draft.conclusion == ""


def test_it_takes_a_conclusion_of_exactly_280_characters(ada: Actor) -> None:
    draft = draft_of(ada)
    writing.save(draft, by=ada, row_version=draft.row_version, changes={"conclusion": "ü" * 280})
    assert len(draft.conclusion) == 280


def test_it_refuses_a_rating_for_an_open_forecast_and_says_why(ada: Actor) -> None:
    draft = draft_of(ada, makers.prediction(ada))
    with pytest.raises(Problem) as refused:
        writing.save(draft, by=ada, row_version=draft.row_version, changes={"rating": "unproven"})
    assert refused.value.code == "rating.kept_open"
    assert (
        refused.value.detail == "This is a forecast for 2099. It is kept open and rated when it has come out."
    )
    assert writing.may_rate(draft.fact_check.claim) == (False, refused.value.detail)
    rating = active_scale(ada.organisation).ratings.get(key="unproven")
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(rating=rating)


def test_it_refuses_a_rating_for_a_plan_without_a_forecast_row(ada: Actor) -> None:
    draft = draft_of(ada, makers.claim(ada, "They will give $1B over five years.", kind="promise"))
    with pytest.raises(Problem) as refused:
        writing.save(draft, by=ada, row_version=draft.row_version, changes={"rating": "true"})
    assert refused.value.detail == "This is a plan. It is kept open and rated when it has come out."


def test_it_rates_a_forecast_that_has_come_out(ada: Actor) -> None:
    claim = makers.prediction(ada)
    claim.prediction.state = "resolved_true"
    claim.prediction.save()
    draft = draft_of(ada, claim)
    writing.save(draft, by=ada, row_version=draft.row_version, changes={"rating": "true"})
    assert draft.rating is not None


def test_it_refuses_a_rating_for_an_ambiguous_claim(ada: Actor) -> None:
    draft = draft_of(ada, makers.claim(ada, is_ambiguous=True))
    with pytest.raises(Problem) as refused:
        writing.save(draft, by=ada, row_version=draft.row_version, changes={"rating": "true"})
    assert "ambiguous" in refused.value.detail


def test_it_refuses_another_newsrooms_rating(ada: Actor, cleo: Actor) -> None:
    draft = draft_of(ada)
    foreign = active_scale(cleo.organisation).ratings.first()
    with pytest.raises(Problem) as refused:
        writing.save(draft, by=ada, row_version=None, changes={"rating": foreign})
    assert refused.value.pointer == "/rating"


def test_it_lists_what_is_missing(ada: Actor) -> None:
    draft = draft_of(ada)
    assert fields(draft) == ["rating", "headline", "conclusion", "citations"]
    writing.save(
        draft,
        by=ada,
        row_version=None,
        changes={"rating": "true", "conclusion": "Yes.", "sources_exception": "It is a definition."},
    )
    assert fields(draft) == []


def test_it_names_a_source_number_that_does_not_exist(ada: Actor) -> None:
    draft = makers.written(ada, explanation="See [1, 3] and [2](https://x.example) and \\[9].").draft
    assert [gap.detail for gap in writing.gaps(draft)] == ["The text cites [3], but there is no source 3."]


def test_it_wants_key_sources_cited(ada: Actor) -> None:
    draft = makers.written(ada).draft
    makers.evidence(ada, draft.fact_check.claim, "It gave no figures at all.", is_key=True)
    assert [gap.field for gap in writing.gaps(draft)] == ["citations"]


def test_it_wants_the_time_of_knowledge_after_the_evidence(ada: Actor) -> None:
    draft = makers.written(ada).draft
    early = timezone.now() - timedelta(days=1)
    writing.save(draft, by=ada, row_version=None, changes={"known_as_of": early.isoformat()})
    assert [gap.field for gap in writing.gaps(draft)] == ["known_as_of"]


def test_it_hints_at_what_could_be_better(ada: Actor) -> None:
    draft = makers.written(ada, explanation="No source named.", claim_text="x" * 80).draft
    assert [hint.field for hint in writing.hints(draft)] == ["claim_text", "explanation"]


def test_citations_keep_their_numbers(ada: Actor) -> None:
    claim = makers.claim(ada)
    first = makers.evidence(ada, claim)
    second = makers.evidence(ada, claim, "It gave no figures at all.", stance="context")
    draft = draft_of(ada, claim)
    writing.uncite(draft, by=ada, evidence=first)
    assert [each.number for each in draft.citations.all()] == [2]
    assert writing.cite(draft, by=ada, evidence=second).number == 2
    assert writing.cite(draft, by=ada, evidence=first).number == 3
    with pytest.raises(NotFound):
        writing.uncite(draft, by=ada, evidence=makers.evidence(ada, claim, "It was a long report."))


def test_it_refuses_evidence_of_another_claim(ada: Actor) -> None:
    draft = draft_of(ada)
    with pytest.raises(Problem) as refused:
        writing.cite(draft, by=ada, evidence=makers.evidence(ada, makers.claim(ada)))
    assert refused.value.pointer == "/evidence"


def test_it_refuses_to_write_while_somebody_reviews(ada: Actor) -> None:
    fact_check, _ = makers.sent(ada)
    with pytest.raises(Conflict) as refused:
        writing.save(fact_check.draft, by=ada, row_version=None, changes={"conclusion": "Late."})
    assert refused.value.next_step == "Take it back first."
    reviewing.take_back(fact_check, by=ada)
    writing.save(
        Draft.objects.get(fact_check=fact_check), by=ada, row_version=None, changes={"conclusion": "In time."}
    )
