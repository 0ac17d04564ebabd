"""The wiring of the project: settings, servers, supervisor, Celery, addresses."""

from factcheck.celery import app as celery_app

__all__ = ["celery_app"]
