"""Figures about the work in hand, in the text format of Prometheus, for those who hold `METRICS_TOKEN`."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.evidence.models import EvidenceRun, ProviderCall, RunState
from claims.history.jobs import QUEUES
from claims.history.models import Handoff, JobState
from claims.publishing.models import Publication
from claims.publishing.webhook_models import Delivery

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SHOWN = (JobState.DUE, JobState.LEASED, JobState.FAILED)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of the whole installation, newsrooms together; 404 without the token, or where none is set."""
    wanted = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not secrets.compare_digest(given.encode(), wanted.encode()):
        raise Http404
    return HttpResponse("".join(f"{line}\n" for line in lines()), content_type=CONTENT_TYPE)


def lines() -> Iterator[str]:
    yield from jobs()
    yield from provider_calls()
    yield "# HELP workbench_evidence_runs_open Searches for evidence that are not merged yet."
    yield "# TYPE workbench_evidence_runs_open gauge"
    runs = EvidenceRun.objects.filter(state__in=[RunState.QUEUED, RunState.RUNNING])
    yield f"workbench_evidence_runs_open {runs.count()}"
    yield "# HELP workbench_publications Claims with a public page, withdrawn ones too."
    yield "# TYPE workbench_publications gauge"
    yield f"workbench_publications {Publication.objects.count()}"


def jobs() -> Iterator[str]:
    """How many jobs wait, run or have failed, and how long the oldest has been due, per queue."""
    counts = {(queue, state): 0 for queue in QUEUES for state in SHOWN}
    oldest = dict.fromkeys(QUEUES, 0.0)
    now = timezone.now()
    for model in (Handoff, ProviderCall, Delivery):
        rows = model._default_manager.filter(state__in=SHOWN).order_by()
        for queue, state, count in rows.values_list("queue", "state").annotate(Count("pk")):
            counts[queue, JobState(state)] = counts.get((queue, JobState(state)), 0) + count
        due = rows.filter(state=JobState.DUE, due_at__lte=now)
        for queue, since in due.values_list("queue").annotate(Min("due_at")):
            oldest[queue] = max(oldest.get(queue, 0.0), (now - since).total_seconds())
    yield "# HELP workbench_jobs Jobs that are due, leased to a worker, or failed for good."
    yield "# TYPE workbench_jobs gauge"
    for (queue, state), count in counts.items():
        yield f'workbench_jobs{{queue="{queue}",state="{state}"}} {count}'
    yield "# HELP workbench_jobs_oldest_due_seconds How long the oldest due job has been waiting."
    yield "# TYPE workbench_jobs_oldest_due_seconds gauge"
    for queue, seconds in oldest.items():
        yield f'workbench_jobs_oldest_due_seconds{{queue="{queue}"}} {seconds:.1f}'


def provider_calls() -> Iterator[str]:
    """How the questions to providers ended during the last hour."""
    yield "# HELP workbench_provider_calls_last_hour Questions to providers that ended in the last hour."
    yield "# TYPE workbench_provider_calls_last_hour gauge"
    since = timezone.now() - timedelta(hours=1)
    ended = ProviderCall._default_manager.filter(ended_at__gte=since).exclude(outcome="").order_by()
    for provider, outcome, count in ended.values_list("provider", "outcome").annotate(Count("pk")):
        yield f'workbench_provider_calls_last_hour{{provider="{provider}",outcome="{outcome}"}} {count}'
