"""Two questions a machine asks: does this process answer, and could it do its work?"""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


class NotReady(Exception):
    """Something this process needs is missing; the message is fit for strangers."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked, so a database that is down restarts no web server."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, Redis and migrations, each `ok` or the reason why not; 503 unless all are ok."""
    checks = {name: outcome(check) for name, check in CHECKS.items()}
    ready = set(checks.values()) == {"ok"}
    status = {"status": "ready" if ready else "not ready", "checks": checks}
    response = JsonResponse(status, status=200 if ready else 503)
    if not ready:
        response["Retry-After"] = "5"
    return response


def outcome(check: Callable[[], None]) -> str:
    """`ok`, or why not. Only our own words leave the house: an address in an error stays in the log."""
    try:
        check()
    except NotReady as reason:
        return str(reason)
    except Exception:
        return "does not answer"
    return "ok"


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def redis() -> None:
    cache.get("readyz")


def migrations() -> None:
    """Whether every migration of this code has been applied; a yes holds for the life of the process."""
    global _up_to_date
    if _up_to_date:
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("the database is not up to date: run manage.py migrate")
    _up_to_date = True


_up_to_date = False

CHECKS: dict[str, Callable[[], None]] = {"database": database, "redis": redis, "migrations": migrations}
