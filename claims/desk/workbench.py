"""The article workbench: the text with its marks, the rail of claims, and the drawer of the chosen one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from claims.accounts.acting import Actor
from claims.desk.claims_at_hand import claim_of as claim_of
from claims.desk.doors import Trouble, page, show, wants_parts
from claims.desk.fragments import answer_in_parts
from claims.desk.panes import being_read, chosen_version, head, panes
from claims.evidence.archived_copies import is_offered
from claims.intake.models import Article, CaptureState


@page
def workbench(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """One article at work."""
    return render_workbench(request, actor, Article.objects.get_visible(actor, uid), None)


def render_workbench(
    request: HttpRequest, actor: Actor, article: Article, trouble: Trouble | None, *, on: str = ""
) -> HttpResponse:
    """The page, or, while there is no text yet, how far its fetching is."""
    version = chosen_version(article, request.GET.get("v", ""))
    if version is None:
        return show(request, "desk/arriving.html", arriving(article), section="articles", trouble=trouble)
    if wants_parts(request):
        return answer_in_parts(request, actor, article, version, trouble, on)
    context = {**head(request, article, version), **panes(request, actor, version, on, trouble)}
    template = "desk/sentences.html" if request.GET.get("view") == "sentences" else "desk/workbench.html"
    return show(request, template, context, section="articles", trouble=trouble)


@page
def arriving_part(request: HttpRequest, actor: Actor, uid: str) -> HttpResponse:
    """Polled while a text is being fetched or read: the state, or word that the page is ready."""
    article = Article.objects.get_visible(actor, uid)
    answer = show(request, "desk/parts/arriving.html", arriving(article))
    version = article.latest
    if version is not None and request.GET.get("for") == "text":
        answer.headers["HX-Refresh"] = "true"
    elif version is not None and not being_read(version):
        answer.headers["HX-Trigger"] = "desk:news"  # in place: somebody may be typing
    return answer


def arriving(article: Article) -> dict[str, Any]:
    """The last attempt to get the text, and what else can be done."""
    capture = article.source.captures.order_by("-created_at", "-pk").first()
    failed = capture is not None and capture.state == CaptureState.ENDED and capture.snapshot_id is None
    return {
        "article": article,
        "capture": capture,
        "failed": failed,
        "version": article.latest,
        "archive_offered": failed and is_offered(article.organisation),
    }
