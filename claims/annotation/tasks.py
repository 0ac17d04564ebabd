"""After a new text: its claims are carried over, then what to check is proposed. Daily: forecasts come due."""

from __future__ import annotations

from claims.annotation import placing, predictions_kept, suggesting
from claims.history.jobs import Job, handler
from claims.history.scheduler import every
from claims.intake.models import ArticleVersion


@handler("annotation.read", queue="models", lease=120)
def read_version(job: Job) -> None:
    """Carry the claims of the version before over, and suggest what to check. Safe to repeat."""
    version: ArticleVersion = job.subject()
    if version.snapshot.text is None:
        return
    proposals = suggesting.read(version)
    job.heartbeat()
    with job.finishing():
        placing.carry_over(version)
        suggesting.keep(version, proposals)


@every(3600, "annotation.come_due")
def forecasts_come_due() -> None:
    """Forecasts and plans whose day has come wait to be settled."""
    predictions_kept.come_due()
