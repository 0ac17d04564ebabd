"""The app hands its pipeline to history when everything is loaded."""

from __future__ import annotations

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """One Django app; its rooms are plain sub-packages."""

    name = "claims"
    verbose_name = "Claim Workbench"

    def ready(self) -> None:
        from claims import pipeline, tasks
        from claims.history import recording
        from claims.history.tasks import ring

        recording.use_pipeline(pipeline.FOLLOW_UPS, ring)
        assert tasks  # noqa: S101 - imported so that the handlers are registered
