"""The Celery door to the jobs: one task, named for what it does, on the queue of the work."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app, shared_task
from django.conf import settings

from claims.history import jobs

log = logging.getLogger(__name__)


@shared_task(name="claims.work", ignore_result=True)
def work(*, queue: str, **_: Any) -> None:
    """Do one due job of this queue. A doorbell rung twice does no harm: there is only one row."""
    jobs.work_one(queue)


def ring(queue: str) -> None:
    """Ring for one job. One try; where Redis is down the sweeper rings again within seconds."""
    if not settings.RING_DOORBELLS:
        return
    try:
        current_app.send_task("claims.work", kwargs={"queue": queue}, queue=queue, retry=False)
    except Exception as error:
        log.warning("doorbell for %s not rung: %s", queue, error)
