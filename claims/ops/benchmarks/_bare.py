"""The least that Django can be behind an asynchronous web server: one address that answers a fixed word. What our
answers are measured beside."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import path


def answer(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"version": "1.0"})


urlpatterns = [path("oembed", answer)]

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", USE_TZ=True)  # noqa: S106
    from django.core.asgi import get_asgi_application

    application = get_asgi_application()
