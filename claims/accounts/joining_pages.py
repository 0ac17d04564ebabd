"""Pages for people on their way in: an invitation, the choice of a newsroom, a form that was open too long."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from claims.accounts.forms import JoinForm, show_problem
from claims.accounts.inviting import accept_invitation, account_for, find_invitation
from claims.accounts.models import Membership, User
from claims.lib.problems import NotFound, Problem

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Join a newsroom: by name and password for somebody new, by one press for somebody signed in."""
    try:
        asked = find_invitation(secret)
    except Problem as problem:
        return render(request, "accounts/invitation_over.html", {"problem": problem}, status=problem.status)
    if not request.user.is_authenticated and account_for(asked) is not None:
        return render(request, "accounts/invitation_sign_in.html", {"invitation": asked})
    user = request.user if isinstance(request.user, User) else None
    form = JoinForm(request.POST or None) if user is None else None
    status = 200
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            typed = form.cleaned_data if form is not None else {}
            membership = accept_invitation(secret, user=user, **typed)
        except Problem as problem:
            if form is None:
                context = {"problem": problem}
                return render(request, "accounts/invitation_over.html", context, status=problem.status)
            show_problem(form, problem)
        else:
            if user is None:
                login(request, membership.user, backend=BACKEND)
            request.session["newsroom"] = membership.organisation.uid
            messages.success(request, f"Welcome to {membership.organisation}.")
            return redirect("/desk/")
    if form is not None and form.errors:
        status = 422
    return render(request, "accounts/invitation.html", {"invitation": asked, "form": form}, status=status)


@require_POST
def switch_newsroom(request: HttpRequest) -> HttpResponse:
    """Work in another of one's newsrooms from now on. Raises NotFound for one the person doesn't belong to."""
    wanted = request.POST.get("newsroom", "")
    membership = (
        Membership.objects.filter(user=request.user, organisation__uid=wanted, ended_at=None).first()
        if request.user.is_authenticated
        else None
    )
    if membership is None:
        raise NotFound("newsroom.not_a_member", "You don’t belong to that newsroom.")
    request.session["newsroom"] = wanted
    return HttpResponseRedirect(safe_next(request))


def safe_next(request: HttpRequest, default: str = "/desk/") -> str:
    """The path named by `next`, if it is one of ours; any other address is ignored."""
    given = request.POST.get("next") or request.GET.get("next") or ""
    return given if url_has_allowed_host_and_scheme(given, allowed_hosts=None) else default


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's secret is missing or old: usually a page that was open while somebody signed in or out."""
    return render(request, "accounts/form_too_old.html", status=403)
