"""The settings' pages: each reads a form, calls one verb, and shows the result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from claims.accounts.acting import Actor
from claims.accounts.forms import InvitationForm, KeyForm, NewsroomForm, WorkingForm, show_problem
from claims.accounts.inviting import invitation_link, invite, open_invitations, revoke_invitation
from claims.accounts.membership import change_role, deactivate, members
from claims.accounts.models import Invitation, Membership, Organisation, Role, Token
from claims.accounts.newsrooms import change_newsroom
from claims.accounts.permissions import Permission, allows, require
from claims.accounts.tokens import issue, own_tokens, revoke
from claims.lib.problems import Problem, Stale


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who belongs here; for admins also who is invited, and a form to invite."""
    return _people(request, form=InvitationForm())


@never_cache
@require_POST
def invite_person(request: HttpRequest) -> HttpResponse:
    """Invite; the link is shown this once, in case the mail does not arrive."""
    form = InvitationForm(request.POST)
    by = _actor(request)
    require(by, Permission.MANAGE_PEOPLE)
    if form.is_valid():
        try:
            invitation, secret = invite(by=by, **form.cleaned_data)
        except Problem as problem:
            show_problem(form, problem)
        else:
            link = invitation_link(secret)
            return _people(request, form=InvitationForm(), invited=invitation, link=link)
    return _people(request, form=form, status=422)


@require_POST
def revoke_open_invitation(request: HttpRequest, uid: str) -> HttpResponse:
    by = _actor(request)
    invitation = Invitation.objects.get_visible(by, uid)
    revoke_invitation(invitation, by=by)
    messages.success(request, f"The invitation to {invitation.email} is taken back.")
    return redirect("settings:people")


@require_POST
def change_persons_role(request: HttpRequest, uid: str) -> HttpResponse:
    by = _actor(request)
    membership = Membership.objects.get_visible(by, uid)
    changed = change_role(
        membership, by=by, role=request.POST.get("role", ""), row_version=_row_version(request)
    )
    messages.success(request, f"{changed.user} is {changed.get_role_display().lower()} now.")
    return redirect("settings:people")


@require_POST
def deactivate_person(request: HttpRequest, uid: str) -> HttpResponse:
    by = _actor(request)
    ended = deactivate(Membership.objects.get_visible(by, uid), by=by, row_version=_row_version(request))
    messages.success(request, f"{ended.user} does not belong to {by.organisation} any more.")
    return redirect("settings:people")


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """One's keys for programs (an admin sees everybody's), and a form to make one."""
    by = _actor(request)
    require(by, Permission.OWN_TOKENS)
    return _keys(request, form=KeyForm(by=by))


@never_cache
@require_POST
def issue_key(request: HttpRequest) -> HttpResponse:
    """Make a key, and show it this once."""
    by = _actor(request)
    require(by, Permission.OWN_TOKENS)
    form = KeyForm(request.POST, by=by)
    if form.is_valid():
        try:
            token, plain = issue(
                by=by,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=form.expires_at(),
            )
        except Problem as problem:
            show_problem(form, problem)
            if "expires_at" in "".join(error.pointer for error in problem.errors):
                form.add_error("expires_on", problem.detail)
        else:
            return _keys(request, form=KeyForm(by=by), made=token, plain=plain)
    return _keys(request, form=form, status=422)


@require_POST
def revoke_key(request: HttpRequest, uid: str) -> HttpResponse:
    by = _actor(request)
    token = revoke(Token.objects.get_visible(by, uid), by=by)
    messages.success(request, f"The key “{token.name}” works no more.")
    return redirect("settings:keys")


@require_http_methods(["GET", "POST"])
def newsroom(request: HttpRequest) -> HttpResponse:
    """Name, addresses, language. Everybody reads, admins change."""
    return _changing(request, NewsroomForm, "newsroom")


@require_http_methods(["GET", "POST"])
def working(request: HttpRequest) -> HttpResponse:
    """What the newsroom says about itself, and how it has agreed to work. Everybody reads, admins change."""
    return _changing(request, WorkingForm, "working")


def _changing(request: HttpRequest, kind: Any, tab: str) -> HttpResponse:
    by = _actor(request)
    organisation = Organisation.objects.get(pk=by.organisation.pk)
    may_change = allows(by, Permission.MANAGE_SETTINGS)
    status = 200
    if request.method == "POST":
        require(by, Permission.MANAGE_SETTINGS)
        form = kind(request.POST, newsroom=organisation)
        if form.is_valid():
            try:
                change_newsroom(by=by, row_version=form.cleaned_data["row_version"], changes=form.changes())
            except Stale as problem:
                # What was typed stays; pressing Save again now writes over the other's change, knowingly.
                typed = request.POST.copy()
                typed["row_version"] = str(problem.current.row_version)  # type: ignore[attr-defined]
                form.data = typed
                show_problem(form, problem)
            except Problem as problem:
                show_problem(form, problem)
            else:
                messages.success(request, "Saved.")
                return redirect(f"settings:{tab}")
        status = 422
    else:
        form = kind(newsroom=organisation)
        if not may_change:
            for field in form.fields.values():
                field.disabled = True
    context = {
        "form": form,
        "newsroom": organisation,
        "may_change": may_change,
        "tab": tab,
        "actor": by,
        "section": "settings",
    }
    return render(request, f"accounts/settings_{tab}.html", context, status=status)


def _people(request: HttpRequest, *, form: InvitationForm, status: int = 200, **shown: Any) -> HttpResponse:
    by = _actor(request)
    may_manage = allows(by, Permission.MANAGE_PEOPLE)
    context = {
        "members": members(by),
        "invitations": open_invitations(by).select_related("by") if may_manage else [],
        "may_manage": may_manage,
        "roles": Role.choices,
        "form": form,
        "actor": by,
        "now": now(),
        "tab": "people",
        "section": "settings",
        **shown,
    }
    return render(request, "accounts/settings_people.html", context, status=status)


def _keys(request: HttpRequest, *, form: KeyForm, status: int = 200, **shown: Any) -> HttpResponse:
    by = _actor(request)
    context = {
        "keys": own_tokens(by),
        "form": form,
        "actor": by,
        "now": now(),
        "tab": "keys",
        "section": "settings",
        **shown,
    }
    return render(request, "accounts/settings_keys.html", context, status=status)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def _row_version(request: HttpRequest) -> int | None:
    given = request.POST.get("row_version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
