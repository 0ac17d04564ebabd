"""A verb's refusal becomes a page that says what was wrong and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from claims.desk.problem_pages import problem_page
from claims.lib.problems import Problem


class ProblemMiddleware:
    """Translate a Problem that no view took care of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Problem) or request.path.startswith("/api/"):
            return None
        return problem_page(request, exception)
